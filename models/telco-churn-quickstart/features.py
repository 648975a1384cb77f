"""RAW_DATA to TELCO_DATASET: clean column names, then demographics joined to services."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snowflake.snowpark import DataFrame, Session

DEMOGRAPHICS = ["CUSTOMERID", "GENDER", "SENIORCITIZEN", "PARTNER", "DEPENDENTS"]


def build(session: Session, tables: dict[str, DataFrame]) -> DataFrame:
    """One row for each row of RAW_DATA, with its entity, target and features."""
    raw = without_spaces(tables["raw_data"])
    demographics = raw.select(DEMOGRAPHICS).distinct()
    services = raw.drop(*(name for name in DEMOGRAPHICS if name != "CUSTOMERID"))
    return services.join(demographics, on="CUSTOMERID")


def without_spaces(frame: DataFrame) -> DataFrame:
    """`Customer ID` becomes CUSTOMERID: in a notebook here, in Ratchet by the staging already."""
    return frame.to_df([name.strip('"').replace(" ", "").upper() for name in frame.columns])
