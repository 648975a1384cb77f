"""The ledger's row of evidence: written once for a run, whatever is retried."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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


def store_evidence(session: Session, table: str, run_id: str, model: str, evidence: dict[str, Any]) -> None:
    """Adds the run's row unless it is there."""
    text = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    session.sql(merge_statement(table), params=[run_id, model, text, digest]).collect()


def select_statement(table: str) -> str:
    return (
        f'SELECT "EVIDENCE", "EVIDENCE_DIGEST" FROM {table} WHERE "RUN_ID" = ? ORDER BY "CREATED_AT" LIMIT 1'
    )


def merge_statement(table: str) -> str:
    # Two MERGE statements on one table wait for each other, two INSERTs do not:
    # https://docs.snowflake.com/en/sql-reference/transactions, resource locking.
    return (
        f'MERGE INTO {table} AS LEDGER USING (SELECT ? AS "RUN_ID", ? AS "MODEL", ? AS "EVIDENCE", '
        '? AS "EVIDENCE_DIGEST") AS NEW ON LEDGER."RUN_ID" = NEW."RUN_ID" WHEN NOT MATCHED THEN INSERT '
        '("RUN_ID", "MODEL", "EVIDENCE", "EVIDENCE_DIGEST", "CREATED_AT") VALUES '
        '(NEW."RUN_ID", NEW."MODEL", NEW."EVIDENCE", NEW."EVIDENCE_DIGEST", CURRENT_TIMESTAMP())'
    )
