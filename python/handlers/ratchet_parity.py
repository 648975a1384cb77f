"""The table of scores that the published UDF must reproduce before it may serve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ratchet_frames import Feature, row_hashes
from ratchet_model import Floats
from ratchet_sql import SQL_TYPES, quoted

if TYPE_CHECKING:
    from snowflake.snowpark import Session

#: As many rows as show a difference of types, order or versions; a smoke test must not take minutes.
PARITY_ROWS = 2_000
PREDICTION, PROBABILITY = "RATCHET_PREDICTION", "RATCHET_PROBABILITY"
_FILE_TYPES = {"number": "float64", "text": "string", "boolean": "boolean"}


def write_scores(
    session: Session,
    table: str,
    features: Sequence[Feature],
    frame: pd.DataFrame,
    predictions: Floats,
    probabilities: Floats | None,
) -> None:
    """Replaces `table` by features and scores of some held-out rows, drawn by their content."""
    scored = frame.copy()
    scored[PREDICTION] = predictions
    scored[PROBABILITY] = pd.Series(probabilities, dtype="float64", index=scored.index)
    drawn = np.argsort(row_hashes(frame), kind="stable")[:PARITY_ROWS]
    columns = [*features, Feature(PREDICTION, "number"), Feature(PROBABILITY, "number")]
    session.sql(create_statement(table, columns)).collect()
    # A column of None only would become parquet's null type; given its type, it keeps the table's.
    typed = scored.take(drawn).astype({column.name: _FILE_TYPES[column.kind] for column in columns})
    session.write_pandas(typed.reset_index(drop=True), _unquoted(table), quote_identifiers=True)


def create_statement(table: str, columns: Sequence[Feature]) -> str:
    written = ", ".join(f"{quoted(column.name)} {SQL_TYPES[column.kind]}" for column in columns)
    return f"CREATE OR REPLACE TABLE {table} ({written})"


def _unquoted(name: str) -> str:
    return name.removeprefix('"').removesuffix('"').replace('""', '"')
