"""What the handlers meet inside Snowflake: a session on local Snowflake, and the model's code beside them."""

from __future__ import annotations

import hashlib
import itertools
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from snowflake.connector import SnowflakeConnection
from snowflake.snowpark import Session

from ratchet_model import TrainedModel
from tests.local_snowflake.conftest import connect, local_server, session

__all__ = ["connect", "local_server", "session"]

ROOT = Path(__file__).resolve().parents[3]
MODELS = ROOT / "models"
_runs = itertools.count(1)
USER_MODULES = ("train", "features", "metrics")
FEATURES = [
    {"name": "PLAN", "kind": "text"},
    {"name": "MONTHS", "kind": "number"},
    {"name": "IS_PAPERLESS", "kind": "boolean"},
]
FOREST = (MODELS / "telco-churn" / "train.py").read_text()


@pytest.fixture
def connection(connect: Callable[..., SnowflakeConnection]) -> SnowflakeConnection:
    """Binds with ?, as the session of a stored procedure does."""
    return connect(paramstyle="qmark")


@pytest.fixture
def write_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Puts a model's files where IMPORTS would: `write_code(train="...")` is train.py."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(**modules: str) -> None:
        for name, text in modules.items():
            (tmp_path / f"{name}.py").write_text(text)
            sys.modules.pop(name, None)

    yield write
    for name in USER_MODULES:
        sys.modules.pop(name, None)


@pytest.fixture(scope="session")
def real_telco() -> pd.DataFrame:
    """The real customers with staged column names; they lie beside the repository, not in it."""
    file = ROOT.parent / "shared" / "telco" / "raw_data.parquet"
    if not file.exists():
        pytest.skip(
            "../shared/telco/raw_data.parquet is not there: the real customers are no part of the repository"
        )
    frame = pd.read_parquet(file)
    return frame.rename(columns={name: name.upper().replace(" ", "") for name in frame.columns})


def side_of(entity: str, test: float = 0.2, validation: float = 0.1, salt: str = "ratchet") -> str:
    """The split of decision 0006, written a second time on purpose."""
    digits = hashlib.sha256(f"{entity}:{salt}".encode()).hexdigest()[:8]
    part = int(digits, 16)
    if part < int(test * 16**8):
        return "TEST"
    return "VALIDATION" if part < int((test + validation) * 16**8) else "TRAIN"


def customers(rows: int = 600) -> pd.DataFrame:
    """A feature table whose target follows the features, with a NULL in each of them."""
    numbers = pd.Series(range(rows))
    frame = pd.DataFrame(
        {
            "CUSTOMERID": numbers.map(lambda number: f"C{number:05d}"),
            "LEFT_US": ((numbers * 7919 % 10 < 3) | (numbers % 11 == 0)).astype(int),
            "PLAN": numbers.map(
                lambda number: ("yearly", "monthly", None)[number * 7919 % 10 < 3 or -(number % 50 == 1)]
            ),
            "MONTHS": (numbers * 31 % 72).astype(float).where(numbers % 40 != 2),
            "IS_PAPERLESS": numbers.map(lambda number: None if number % 60 == 3 else number % 3 == 0),
        }
    )
    frame["RATCHET_SPLIT"] = frame["CUSTOMERID"].map(side_of)
    return frame


@pytest.fixture
def save(session: Session) -> Callable[[pd.DataFrame, str], str]:
    """Saves a frame as a table whose columns have the types of FEATURES; gives the quoted name."""

    def write(frame: pd.DataFrame, name: str = "FEATURES_T") -> str:
        session.sql(
            f'CREATE OR REPLACE TABLE "{name}" ("CUSTOMERID" VARCHAR, "LEFT_US" NUMBER(1,0), "PLAN" VARCHAR, '
            '"MONTHS" NUMBER(10,2), "IS_PAPERLESS" BOOLEAN, "RATCHET_SPLIT" VARCHAR)'
        ).collect()
        session.write_pandas(frame.astype({"IS_PAPERLESS": "boolean"}), name)
        return f'"{name}"'

    return write


@pytest.fixture
def stages(session: Session) -> None:
    session.sql("CREATE STAGE IF NOT EXISTS RATCHET_ARTIFACTS").collect()


@pytest.fixture
def ledger(session: Session) -> None:
    """The tables that say which training of a run counts."""
    session.sql('CREATE TABLE "RUNS" ("RUN_ID" VARCHAR, "STATE" VARCHAR)').collect()
    session.sql(
        'CREATE TABLE "TRAININGS" ("RUN_ID" VARCHAR, "FENCE" NUMBER(38,0), "RESULT" VARCHAR, '
        '"ENDED_AT" TIMESTAMP_LTZ, "CANDIDATE" VARCHAR)'
    ).collect()


def open_run(session: Session, state: str = "RUNNING", result: str | None = None) -> dict[str, Any]:
    """A run whose training has the fence 1; gives the members of a request that names both."""
    run_id = f"run-{next(_runs)}"
    session.sql('INSERT INTO "RUNS" VALUES (?, ?)', params=[run_id, state]).collect()
    session.sql('INSERT INTO "TRAININGS" SELECT ?, 1, ?, NULL, NULL', params=[run_id, result]).collect()
    return {"run": {"id": run_id, "model": "churn"}, "fence": 1}


def open_candidates(session: Session, *names: str) -> list[dict[str, Any]]:
    """A run that trains candidates, each with the fence 1; gives the members of a request for each."""
    run_id = f"run-{next(_runs)}"
    session.sql('INSERT INTO "RUNS" VALUES (?, ?)', params=[run_id, "RUNNING"]).collect()
    for name in names:
        session.sql('INSERT INTO "TRAININGS" SELECT ?, 1, NULL, NULL, ?', params=[run_id, name]).collect()
    run = {"id": run_id, "model": "churn"}
    return [{"run": run, "fence": 1, "candidateName": name} for name in names]


def answers_of(model: TrainedModel, rows: Any) -> tuple[list[float], list[float]]:
    """Predictions and probabilities for rows of FEATURES, made into a frame by plain pandas."""
    frame = pd.DataFrame(
        {
            "PLAN": pd.Series([None if pd.isna(value) else value for value in rows["PLAN"]], dtype=object),
            "MONTHS": [float("nan") if pd.isna(value) else float(value) for value in rows["MONTHS"]],
            "IS_PAPERLESS": pd.Series(
                [None if pd.isna(value) else bool(value) for value in rows["IS_PAPERLESS"]], dtype=object
            ),
        }
    )
    probabilities = model.probabilities(frame)
    assert probabilities is not None
    return model.predictions(frame).tolist(), probabilities.tolist()


def request_text(table: str = '"FEATURES_T"', **members: Any) -> str:
    """The JSON of a request over FEATURES; `members` are those of one step, or replace others."""
    return json.dumps(
        {
            "run": {"id": "run-1", "model": "churn"},
            "entity": "CUSTOMERID",
            "target": {"column": "LEFT_US", "positive": None},
            "features": FEATURES,
            "table": table,
            "seed": 0,
            "params": {"n_estimators": 20},
            "packages": [],
            "artifactLocation": "@RATCHET_ARTIFACTS/churn/run1",
            "runsTable": '"RUNS"',
            "trainingsTable": '"TRAININGS"',
            **members,
        }
    )
