"""The held-out rows, read once with every column that candidate or champion need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ratchet_frames import SPLIT_COLUMN, Columns, read_columns
from ratchet_problems import SourceDataProblem
from ratchet_request import Request
from ratchet_sql import quoted
from ratchet_target import Classes

if TYPE_CHECKING:
    import numpy as np
    from snowflake.snowpark import Session


@dataclass(frozen=True)
class HeldOut:
    """The TEST rows, and what the training rows say about the classes."""

    columns: Columns
    #: The entity of each row, as text.
    entities: np.ndarray[Any, Any]
    classes: Classes
    training_rows: int
    training_positives: int


def read_held_out(session: Session, request: Request) -> HeldOut:
    """Raises SourceDataProblem when there are no rows, or others than the features step counted."""
    counts: Any = session.sql(target_statement(request.table, request.target.column)).to_pandas()
    request.target.check(counts.iloc[:, 1])
    training = counts[counts.iloc[:, 0] == "TRAIN"]
    rows = training.iloc[:, 2].to_numpy(dtype="int64")
    columns = read_columns(session, request.table, _wanted(session, request), ("TEST",))
    classes = request.target.classes(columns[request.target.column])
    expected = request.own["splitRows"]["TEST"]
    if len(classes) != expected or expected == 0:
        raise SourceDataProblem(
            f"found {len(classes)} held-out rows in the feature table, expected {expected or 'some'}; "
            "more entities give some, and nothing but the features step may write to that table"
        )
    positives = int((rows * request.target.classes(training.iloc[:, 1])).sum())
    entities = columns[request.entity].astype(str).to_numpy()
    return HeldOut(columns, entities, classes, int(rows.sum()), positives)


def _wanted(session: Session, request: Request) -> list[str]:
    """The features of both models, as far as they are there, the entity and the target."""
    champion = request.own["champion"]
    of_champion = [item["name"] for item in champion["features"]] if champion else []
    there = session.table(request.table).columns
    names = [feature.name for feature in request.features]
    names += [name for name in of_champion if name in there or quoted(name) in there]
    return list(dict.fromkeys([*names, request.entity, request.target.column]))


def target_statement(table: str, target: str) -> str:
    """Counts rows by side of the split and by value of the target."""
    return (
        f"SELECT {quoted(SPLIT_COLUMN)}, {quoted(target)}, COUNT(*) FROM {table} "
        f"GROUP BY {quoted(SPLIT_COLUMN)}, {quoted(target)}"
    )
