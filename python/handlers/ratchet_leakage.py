"""How much the held-out rows were seen in training, counted in the warehouse over the whole feature table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ratchet_frames import SPLIT_COLUMN, Feature
from ratchet_sql import quoted

if TYPE_CHECKING:
    from snowflake.snowpark import Session


def leakage_of(session: Session, table: str, entity: str, features: Sequence[Feature]) -> dict[str, Any]:
    """The leakage part of the evidence. NULL equals NULL, as in GROUP BY."""
    by_entity = session.sql(entities_statement(table, entity)).collect()[0].as_dict()
    by_features = session.sql(duplicates_statement(table, features)).collect()[0].as_dict()
    return {
        "entitiesOnBothSides": int(by_entity["ON_BOTH_SIDES"]),
        "entitiesWithSeveralRows": int(by_entity["WITH_SEVERAL_ROWS"]),
        "rowsOfRepeatedEntitiesShare": _share(by_entity["ROWS_OF_REPEATED"], by_entity["TABLE_ROWS"]),
        "duplicateFeatureRowsShare": _share(by_features["DUPLICATES"], by_features["HELD_OUT_ROWS"]),
    }


def entities_statement(table: str, entity: str) -> str:
    """Counts entities with rows on both sides of the hold-out, and with more than one row."""
    return (
        f"SELECT {_count_where('HELD_OUT > 0 AND HELD_OUT < ALL_ROWS')} AS ON_BOTH_SIDES, "
        f"{_count_where('ALL_ROWS > 1')} AS WITH_SEVERAL_ROWS, "
        "SUM(IFF(ALL_ROWS > 1, ALL_ROWS, 0)) AS ROWS_OF_REPEATED, SUM(ALL_ROWS) AS TABLE_ROWS "
        f"FROM ({_sides(table, [entity])}) AS ENTITIES"
    )


def duplicates_statement(table: str, features: Sequence[Feature]) -> str:
    """Counts held-out rows whose features all equal those of a row outside the hold-out."""
    return (
        "SELECT SUM(IFF(HELD_OUT < ALL_ROWS, HELD_OUT, 0)) AS DUPLICATES, SUM(HELD_OUT) AS HELD_OUT_ROWS "
        f"FROM ({_sides(table, [feature.name for feature in features])}) AS VECTORS"
    )


def _sides(table: str, names: Sequence[str]) -> str:
    keys = ", ".join(quoted(name) for name in names)
    held_out = _count_where(f"{quoted(SPLIT_COLUMN)} = 'TEST'")
    return f"SELECT {held_out} AS HELD_OUT, COUNT(*) AS ALL_ROWS FROM {table} GROUP BY {keys}"


def _count_where(condition: str) -> str:
    """
    0 where no row meets the condition. Snowflake's documentation has COUNT_IF give NULL then:
    https://docs.snowflake.com/en/sql-reference/functions/count_if
    """
    return f"COUNT(IFF({condition}, 1, NULL))"


def _share(part: Any, whole: Any) -> float:
    """SUM over no rows is NULL."""
    return float(part) / float(whole) if whole else 0.0
