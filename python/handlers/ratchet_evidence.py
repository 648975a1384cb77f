"""The ledger's row of evidence: written once for a run, whatever is retried."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ratchet_request import Request
from ratchet_sql import quoted

if TYPE_CHECKING:
    from snowflake.snowpark import Session


@dataclass(frozen=True)
class StoredEvidence:
    """The evidence as it stands in the ledger, and the sha256 of that text."""

    text: str
    digest: str


def stored_evidence(session: Session, table: str, run_id: str) -> StoredEvidence | None:
    """What the ledger holds for the run; None when nobody has judged it yet."""
    rows = session.sql(select_statement(table), params=[run_id]).collect()
    return StoredEvidence(str(rows[0][0]), str(rows[0][1])) if rows else None


def store_evidence(session: Session, request: Request, evidence: dict[str, Any]) -> None:
    """Adds the run's row unless it is there, or the run has ended."""
    text = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    statement = merge_statement(
        request.own["evidenceTable"], request.own["runsTable"], ("EVIDENCE", "EVIDENCE_DIGEST")
    )
    session.sql(statement, params=[request.model, text, digest, request.run_id]).collect()


def select_statement(table: str) -> str:
    return (
        f'SELECT "EVIDENCE", "EVIDENCE_DIGEST" FROM {table} WHERE "RUN_ID" = ? ORDER BY "CREATED_AT" LIMIT 1'
    )


def merge_statement(table: str, runs: str, names: Sequence[str]) -> str:
    """
    Adds the row of a run that goes on, unless it is there: the values are its model, those of the columns
    `names`, and its id.
    """
    # Two MERGE statements on one table wait for each other, two INSERTs do not:
    # https://docs.snowflake.com/en/sql-reference/transactions, resource locking.
    told = ["MODEL", *names]
    given = ", ".join(f"? AS {quoted(name)}" for name in told)
    columns = ", ".join(quoted(name) for name in ("RUN_ID", *told, "CREATED_AT"))
    values = ", ".join(f"NEW.{quoted(name)}" for name in ("RUN_ID", *told))
    return (
        f'MERGE INTO {table} AS LEDGER USING (SELECT "RUN_ID", {given} '
        f'FROM {runs} WHERE "RUN_ID" = ? AND "STATE" = \'RUNNING\') AS NEW '
        f'ON LEDGER."RUN_ID" = NEW."RUN_ID" WHEN NOT MATCHED THEN INSERT ({columns}) '
        f"VALUES ({values}, CURRENT_TIMESTAMP())"
    )
