"""Features as Snowpark code."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from snowflake.snowpark import Session

import ratchet_features
from ratchet_problems import UserCodeProblem
from tests.handlers.conftest import MODELS

QUICKSTART = (MODELS / "telco-churn-quickstart" / "features.py").read_text()


@pytest.fixture
def raw(session: Session) -> pd.DataFrame:
    """RAW_DATA as the quickstart has it: customer a twice, names with spaces."""
    frame = pd.DataFrame(
        {
            "Customer ID": ["a", "a", "b"],
            "Gender": ["Male", "Male", None],
            "Senior Citizen": ["No", "No", "Yes"],
            "Partner": ["No", "No", "Yes"],
            "Dependents": ["No", "No", "No"],
            "Monthly Charges": [20.5, 20.5, 80.0],
            "Churn Value": [0, 0, 1],
        }
    )
    session.write_pandas(frame, "Raw Data", auto_create_table=True)
    return frame


def build(session: Session, **tables: str) -> str:
    request = {"run": {"id": "r", "model": "m"}, "tables": tables, "into": '"DRAFT"'}
    return json.loads(ratchet_features.build(session, json.dumps(request)))["queryId"]


@pytest.mark.usefixtures("raw")
def test_the_quickstarts_features_keep_every_row_once(
    session: Session, write_code: Callable[..., None]
) -> None:
    write_code(features=QUICKSTART)
    query_id = build(session, raw_data='"Raw Data"')
    found: Any = session.table('"DRAFT"').to_pandas().sort_values(["CUSTOMERID"])
    assert found["CUSTOMERID"].tolist() == ["a", "a", "b"]
    assert set(found.columns) == {
        "CUSTOMERID", "GENDER", "SENIORCITIZEN", "PARTNER", "DEPENDENTS", "MONTHLYCHARGES", "CHURNVALUE",
    }  # fmt: skip
    assert found["MONTHLYCHARGES"].tolist() == [20.5, 20.5, 80.0]
    assert len(query_id) == 36


@pytest.mark.usefixtures("raw")
@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("return tables['raw_data'].collect()", r"build returned list, expected a Snowpark DataFrame"),
        ("return tables['orders']", "found no source 'orders', expected one of raw_data"),
        ("return tables['raw_data'].select('TENURE')", "the DataFrame of build raised .*identifier 'TENURE'"),
        ("return session.sql('SELECT 1 / 0 AS X')", "the DataFrame of build raised .*"),
    ],
)
def test_a_build_that_gives_no_table_is_the_users_problem(
    session: Session, write_code: Callable[..., None], code: str, problem: str
) -> None:
    write_code(features=f"def build(session, tables):\n    {code}\n")
    with pytest.raises(UserCodeProblem, match=f"^RATCHET_USER_CODE: features.py: {problem}"):
        build(session, raw_data='"Raw Data"')
