"""The table of scores that the published UDF must reproduce before it may serve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ratchet_answers import Answers, Floats
from ratchet_frames import Feature, row_hashes
from ratchet_golden import Golden
from ratchet_sql import SQL_TYPES, quoted

if TYPE_CHECKING:
    from snowflake.snowpark import Session

#: As many rows as show a difference of types, order or versions; a smoke test must not take minutes.
PARITY_ROWS = 2_000
PREDICTION, PROBABILITY = "RATCHET_PREDICTION", "RATCHET_PROBABILITY"
#: What a golden row is; NULL for a held-out row.
GOLDEN = "RATCHET_GOLDEN"
_FILE_TYPES = {"number": "float64", "text": "string", "boolean": "boolean"}


def write_scores(
    session: Session,
    table: str,
    features: Sequence[Feature],
    frame: pd.DataFrame,
    answers: Answers,
    labels: Sequence[str],
    golden: Golden,
) -> None:
    """
    Replaces `table` by features and answers of some held-out rows, drawn by their content, and of the golden
    rows. `labels`: of the answers of a multi-class model, none otherwise.
    """
    predictions, probabilities = _as_served(answers, labels)
    scored = frame.copy()
    scored[PREDICTION] = predictions
    scored[PROBABILITY] = pd.Series(probabilities, dtype="float64", index=scored.index)
    scored[GOLDEN] = None
    drawn = np.argsort(row_hashes(frame), kind="stable")[:PARITY_ROWS]
    kind = "text" if labels else "number"
    columns = [*features, Feature(PREDICTION, kind), Feature(PROBABILITY, "number"), Feature(GOLDEN, "text")]
    session.sql(create_statement(table, columns)).collect()
    # A column of None only would become parquet's null type; given its type, it keeps the table's.
    types = {column.name: _FILE_TYPES[column.kind] for column in columns}
    parts = [part.astype(types) for part in (scored.take(drawn), _golden_rows(golden))]
    session.write_pandas(pd.concat(parts, ignore_index=True), _unquoted(table), quote_identifiers=True)


def _golden_rows(golden: Golden) -> pd.DataFrame:
    rows = golden.frame.copy()
    rows[PREDICTION] = golden.predictions
    rows[PROBABILITY] = pd.Series(golden.probabilities, dtype="float64", index=rows.index)
    rows[GOLDEN] = pd.Series(golden.cases, dtype=object, index=rows.index)
    return rows


def _as_served(answers: Answers, labels: Sequence[str]) -> tuple[np.ndarray[Any, Any], Floats | None]:
    """What the functions give: a label as text, and the probability of that label."""
    if not labels:
        return answers.predictions, answers.probabilities
    chosen = answers.predictions.astype("int64")
    texts = np.array(labels, dtype=object)[chosen]
    if answers.probabilities is None:
        return texts, None
    return texts, answers.probabilities[np.arange(len(chosen)), chosen]


def create_statement(table: str, columns: Sequence[Feature]) -> str:
    written = ", ".join(f"{quoted(column.name)} {SQL_TYPES[column.kind]}" for column in columns)
    return f"CREATE OR REPLACE TABLE {table} ({written})"


def _unquoted(name: str) -> str:
    return name.removeprefix('"').removesuffix('"').replace('""', '"')
