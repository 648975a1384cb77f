"""The handlers where they run: procedures and functions of Snowflake, with their files from a stage."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from snowflake.snowpark import Session
from snowflake.snowpark.exceptions import SnowparkSQLException

from ratchet_artifact import read_artifact
from tests.handlers.conftest import FEATURES, FOREST, ROOT, answers_of, customers, open_run, request_text

HANDLERS = sorted((ROOT / "python" / "handlers").glob("ratchet_*.py"))
PYTHON = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11'"
PACKAGES = "PACKAGES = ('snowflake-snowpark-python', 'pandas', 'numpy', 'scikit-learn', 'joblib')"
# As a published function has them: without Snowpark.
UDF_PACKAGES = "PACKAGES = ('pandas', 'numpy', 'scikit-learn', 'joblib')"
TYPES = {"number": "FLOAT", "text": "VARCHAR", "boolean": "BOOLEAN"}
ARGUMENTS = ", ".join(f'"{item["name"]}"' for item in FEATURES)
SIGNATURE = ", ".join(f'"{item["name"]}" {TYPES[item["kind"]]}' for item in FEATURES)
pytestmark = pytest.mark.usefixtures("stages", "ledger")

Call = Callable[[str, str], dict[str, Any]]


@pytest.fixture
def call(session: Session, tmp_path: Path) -> Call:
    """Calls a handler as a stored procedure."""
    session.sql("CREATE STAGE CODE").collect()
    train = tmp_path / "train.py"
    train.write_text(FOREST)
    for file in (*HANDLERS, train):
        session.file.put(str(file), "@CODE/", auto_compress=False)
    imports = ", ".join(f"'@CODE/{file.name}'" for file in (*HANDLERS, train))

    def run(handler: str, request: str) -> dict[str, Any]:
        session.sql(
            'CREATE OR REPLACE PROCEDURE "STEP"("REQUEST" VARCHAR) RETURNS VARCHAR '
            f"{PYTHON} {PACKAGES} IMPORTS = ({imports}) HANDLER = '{handler}' EXECUTE AS CALLER"
        ).collect()
        return json.loads(str(session.sql('CALL "STEP"(?)', params=[request]).collect()[0][0]))

    return run


def create_function(session: Session, name: str, handler: str, artifact: str) -> None:
    files = [f"{artifact}model.joblib", f"{artifact}model.json", *(f"@CODE/{file.name}" for file in HANDLERS)]
    imports = ", ".join(f"'{file}'" for file in files)
    session.sql(
        f'CREATE FUNCTION "{name}"({SIGNATURE}) RETURNS FLOAT {PYTHON} '
        f"{UDF_PACKAGES} IMPORTS = ({imports}) HANDLER = '{handler}'"
    ).collect()


def test_the_functions_answer_as_the_model_that_was_trained(
    session: Session, save: Callable[..., str], call: Call
) -> None:
    rows = customers()
    save(rows)
    answer = call("ratchet_training.train", request_text(**open_run(session)))
    create_function(session, "PREDICT", "ratchet_publication.predict", answer["artifact"])
    create_function(session, "PREDICT_PROBA", "ratchet_publication.predict_proba", answer["artifact"])
    found: Any = session.sql(
        f'SELECT {ARGUMENTS}, PREDICT({ARGUMENTS}) AS "ANSWER", PREDICT_PROBA({ARGUMENTS}) AS "PROBABILITY" '
        'FROM "FEATURES_T"'
    ).to_pandas()
    assert len(found) == len(rows)
    model = read_artifact(session, answer["artifact"], answer["artifactSha256"]).model
    assert (found["ANSWER"].tolist(), found["PROBABILITY"].tolist()) == answers_of(model, found)


def test_a_plan_never_seen_and_nulls_are_answered(
    session: Session, save: Callable[..., str], call: Call
) -> None:
    save(customers())
    answer = call("ratchet_training.train", request_text(**open_run(session)))
    create_function(session, "PREDICT_PROBA", "ratchet_publication.predict_proba", answer["artifact"])
    row = session.sql(
        "SELECT PREDICT_PROBA('weekly', NULL, NULL), PREDICT_PROBA(NULL, NULL, NULL)"
    ).collect()[0]
    assert all(0 <= float(str(value)) <= 1 for value in row)


def test_a_function_whose_model_was_exchanged_does_not_answer(
    session: Session, save: Callable[..., str], call: Call, tmp_path: Path
) -> None:
    save(customers())
    answer = call("ratchet_training.train", request_text(**open_run(session)))
    (tmp_path / "model.joblib").write_bytes(b"another model")
    session.file.put(str(tmp_path / "model.joblib"), answer["artifact"], auto_compress=False, overwrite=True)
    create_function(session, "PREDICT", "ratchet_publication.predict", answer["artifact"])
    with pytest.raises(SnowparkSQLException, match=r"model\.joblib has the sha256"):
        session.sql("SELECT PREDICT('monthly', 3, TRUE)").collect()


def test_a_problem_arrives_as_its_sentence_in_snowflakes_error(
    session: Session, save: Callable[..., str], call: Call
) -> None:
    save(customers().assign(LEFT_US=1))
    with pytest.raises(SnowparkSQLException, match="RATCHET_SOURCE_DATA: found 1 different values") as caught:
        call("ratchet_training.train", request_text(**open_run(session)))
    assert caught.value.sql_error_code == 100357
