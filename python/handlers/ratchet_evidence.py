"""The ledger's row of evidence: written once for a run, whatever is retried."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ratchet_request import Request

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
    statement = merge_statement(request.own["evidenceTable"], request.own["runsTable"])
    session.sql(statement, params=[request.model, text, digest, request.run_id]).collect()


def select_statement(table: str) -> str:
    return (
        f'SELECT "EVIDENCE", "EVIDENCE_DIGEST" FROM {table} WHERE "RUN_ID" = ? ORDER BY "CREATED_AT" LIMIT 1'
    )


def merge_statement(table: str, runs: str) -> str:
    # Two MERGE statements on one table wait for each other, two INSERTs do not:
    # https://docs.snowflake.com/en/sql-reference/transactions, resource locking.
    return (
        f'MERGE INTO {table} AS LEDGER USING (SELECT "RUN_ID", ? AS "MODEL", ? AS "EVIDENCE", '
        f'? AS "EVIDENCE_DIGEST" FROM {runs} WHERE "RUN_ID" = ? AND "STATE" = \'RUNNING\') AS NEW '
        'ON LEDGER."RUN_ID" = NEW."RUN_ID" WHEN NOT MATCHED THEN INSERT '
        '("RUN_ID", "MODEL", "EVIDENCE", "EVIDENCE_DIGEST", "CREATED_AT") VALUES '
        '(NEW."RUN_ID", NEW."MODEL", NEW."EVIDENCE", NEW."EVIDENCE_DIGEST", CURRENT_TIMESTAMP())'
    )
