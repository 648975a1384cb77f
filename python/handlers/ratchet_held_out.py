"""The held-out rows, read once with every column that candidate or champion need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ratchet_answers import Floats
from ratchet_frames import SPLIT_COLUMN, Columns, read_columns
from ratchet_problems import SourceDataProblem
from ratchet_request import Request
from ratchet_sql import quoted

if TYPE_CHECKING:
    from snowflake.snowpark import Session


@dataclass(frozen=True)
class HeldOut:
    """The TEST rows, and what is typical of the training rows."""

    columns: Columns
    #: The entity of each row, as text.
    entities: np.ndarray[Any, Any]
    #: The truth of each row, as Answers hold it.
    actual: Floats
    #: All labels of a multi-class target, sorted; those of the training rows are among them.
    labels: tuple[str, ...]
    #: Of the training rows: the positive share, the share of each label, or the mean.
    typical: Floats


def read_held_out(session: Session, request: Request) -> HeldOut:
    """
    Raises SourceDataProblem when there are no rows to train on, no held-out ones or others than the features
    step counted, or when a row of any side has no target that the task can have.
    """
    labels, typical = _training_rows(session, request)
    columns = read_columns(session, request.table, _wanted(session, request), ("TEST",))
    target = columns[request.target.column]
    expected = request.own["splitRows"]["TEST"]
    if len(target) != expected or expected == 0:
        raise SourceDataProblem(
            f"found {len(target)} held-out rows in the feature table, expected {expected or 'some'}; "
            "more entities give some, and nothing but the features step may write to that table"
        )
    entities = columns[request.entity].astype(str).to_numpy()
    return HeldOut(columns, entities, request.target.actual(target, labels), labels, typical)


def _training_rows(session: Session, request: Request) -> tuple[tuple[str, ...], Floats]:
    """The labels that there are, and what is typical of the training rows."""
    target = request.target
    if request.task == "regression":
        mean, infinite = session.sql(numbers_statement(request.table, target.column)).collect()[0]
        target.refuse_infinite(int(infinite))
        if mean is None:
            raise _nothing_to_train_on()
        return (), np.array([mean], dtype="float64")
    counts: Any = session.sql(target_statement(request.table, target.column)).to_pandas()
    target.check(counts.iloc[:, 1])
    labels = target.labels(counts.iloc[:, 1])
    training = counts[counts.iloc[:, 0] == "TRAIN"]
    if training.empty:
        raise _nothing_to_train_on()
    rows = training.iloc[:, 2].to_numpy(dtype="float64")
    # Positions of labels, or 0 and 1 of which only the positive share is told.
    places = target.actual(training.iloc[:, 1], labels).astype("int64")
    shares = np.bincount(places, weights=rows, minlength=max(2, len(labels))) / rows.sum()
    return labels, shares if labels else shares[1:]


def _nothing_to_train_on() -> SourceDataProblem:
    return SourceDataProblem(
        "found no rows to train on in the feature table, expected some; check the split and the sources"
    )


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


def numbers_statement(table: str, target: str) -> str:
    """The mean of the target over the rows to train on, and how many rows of all sides have no finite one."""
    # AVG of a NUMBER would be cut off after a few decimals.
    number = f"{quoted(target)}::FLOAT"
    is_finite = f"{number} NOT IN ('NaN'::FLOAT, 'inf'::FLOAT, '-inf'::FLOAT)"
    return (
        f"SELECT AVG(IFF({quoted(SPLIT_COLUMN)} = 'TRAIN' AND {is_finite}, {number}, NULL)), "
        f"COUNT(IFF({is_finite}, NULL, 1)) FROM {table}"
    )
