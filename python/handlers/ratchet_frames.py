"""From a table to what a model is given: the one place that decides how a value reaches the estimator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas import util

from ratchet_sql import quoted

if TYPE_CHECKING:
    from snowflake.snowpark import Session

SPLIT_COLUMN = "RATCHET_SPLIT"

#: Columns of a table by name, each a pandas Series.
Columns = Mapping[str, Any]


@dataclass(frozen=True)
class Feature:
    """A column by name, and how it travels: number, text or boolean."""

    name: str
    kind: str

    @classmethod
    def all_of(cls, items: Iterable[dict[str, str]]) -> tuple[Feature, ...]:
        """Features as requests and model.json write them."""
        return tuple(cls(item["name"], item["kind"]) for item in items)

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "kind": self.kind}


def input_frame(columns: Columns, features: Sequence[Feature]) -> pd.DataFrame:
    """
    The frame that an estimator sees, in training, evaluation and the UDF alike: numbers are float64 with NaN
    for NULL; texts are object with None; booleans are object with True, False and None.
    """
    return pd.DataFrame(
        {
            feature.name: (_numbers if feature.kind == "number" else _objects)(columns[feature.name])
            for feature in features
        },
        copy=False,
    )


def _numbers(column: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    # NUMBER with a scale arrives as Decimal objects, whole numbers with NULL as an extension type.
    return pd.Series(column).to_numpy(dtype="float64", na_value=np.nan)


def _objects(column: Any) -> pd.Series:
    values = pd.Series(column).to_numpy(dtype=object, na_value=None)
    # Without the dtype, pandas 3 makes its own string type of texts.
    return pd.Series(values, dtype=object)


def read_columns(session: Session, table: str, names: Sequence[str], splits: Sequence[str]) -> Columns:
    """The named columns of the rows in `splits`, as the driver gives them."""
    return selected_columns(session, rows_statement(table, names, splits), names)


def selected_columns(session: Session, statement: str, names: Sequence[str]) -> Columns:
    """The columns of a statement that selects these names in this order, as the driver gives them."""
    frame: Any = session.sql(statement).to_pandas()
    return {name: frame.iloc[:, at] for at, name in enumerate(names)}


def rows_statement(table: str, names: Sequence[str], splits: Sequence[str]) -> str:
    wanted = ", ".join(quoted(name) for name in names)
    sides = ", ".join(f"'{split}'" for split in splits)
    return f"SELECT {wanted} FROM {table} WHERE {quoted(SPLIT_COLUMN)} IN ({sides})"


def row_hashes(frame: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """A number for each row that depends on its values alone."""
    hash_rows: Any = util.hash_pandas_object
    return hash_rows(frame, index=False).to_numpy()


def stable_order(entities: Any, frame: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
    """
    Positions of the rows by entity and then by content. A warehouse gives rows in any order, and an
    estimator that draws rows at random would give another model for another order.
    """
    return np.lexsort((row_hashes(frame), entities.astype(str).to_numpy(dtype=str)))
