"""The handlers where they run: procedures and functions of Snowflake, with their files from a stage."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
import pytest
from snowflake.snowpark import Session
from snowflake.snowpark.exceptions import SnowparkSQLException

from ratchet_artifact import read_artifact
from ratchet_frames import Feature
from ratchet_lock import features_digest
from ratchet_publication import PublishedModel
from tests.handlers.conftest import FEATURES, FOREST, ROOT, answers_of, customers, open_run, request_text

HANDLERS = sorted((ROOT / "python" / "handlers").glob("ratchet_*.py"))
PYTHON = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11'"
PACKAGES = "PACKAGES = ('snowflake-snowpark-python', 'pandas', 'numpy', 'scikit-learn', 'joblib')"
# As a published function has them: without Snowpark.
UDF_PACKAGES = "PACKAGES = ('pandas', 'numpy', 'scikit-learn', 'joblib')"
TYPES = {"number": "FLOAT", "text": "VARCHAR", "boolean": "BOOLEAN"}
ARGUMENTS = ", ".join(f'"{item["name"]}"' for item in FEATURES)
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


#: As functionBody of activities/publication/function-body.ts writes it.
BODY = """
import pandas
from ratchet_publication import PublishedModel

MODEL = PublishedModel(artifact_sha256="{artifact}", features_sha256="{features}")


def answer(arguments):
    return MODEL.{method}(arguments)


answer._sf_vectorized_input = pandas.DataFrame
"""


def create_function(
    session: Session, name: str, answer: dict[str, Any], method: str = "predict", **signature: str
) -> None:
    """A function as it is published; `signature`: arguments and types in the place of those of FEATURES."""
    folder = answer["artifact"]
    files = [f"{folder}model.joblib", f"{folder}model.json", *(f"@CODE/{file.name}" for file in HANDLERS)]
    imports = ", ".join(f"'{file}'" for file in files)
    kinds = {"FLOAT": "number", "VARCHAR": "text", "BOOLEAN": "boolean"}
    named = signature or {item["name"]: TYPES[item["kind"]] for item in FEATURES}
    features = features_digest(Feature(name, kinds[type_]) for name, type_ in named.items())
    body = BODY.format(artifact=answer["artifactSha256"], features=features, method=method)
    arguments = ", ".join(f'"{name}" {type_}' for name, type_ in named.items())
    session.sql(
        f'CREATE FUNCTION "{name}"({arguments}) RETURNS FLOAT {PYTHON} '
        f"{UDF_PACKAGES} IMPORTS = ({imports}) HANDLER = 'answer' AS $${body}$$"
    ).collect()


def test_the_functions_answer_as_the_model_that_was_trained(
    session: Session, save: Callable[..., str], call: Call
) -> None:
    rows = customers()
    save(rows)
    answer = call("ratchet_training.train", request_text(**open_run(session)))
    create_function(session, "PREDICT", answer)
    create_function(session, "PREDICT_PROBA", answer, "predict_proba")
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
    create_function(session, "PREDICT_PROBA", answer, "predict_proba")
    row = session.sql(
        "SELECT PREDICT_PROBA('weekly', NULL, NULL), PREDICT_PROBA(NULL, NULL, NULL)"
    ).collect()[0]
    assert all(0 <= float(str(value)) <= 1 for value in row)


CALL = "SELECT PREDICT('monthly', 3, TRUE)"


@pytest.fixture
def trained(session: Session, save: Callable[..., str], call: Call) -> dict[str, Any]:
    save(customers())
    return call("ratchet_training.train", request_text(**open_run(session)))


def put(session: Session, file: Path, content: bytes, location: str) -> None:
    file.write_bytes(content)
    session.file.put(str(file), location, auto_compress=False, overwrite=True)


def card_of(session: Session, answer: dict[str, Any], folder: Path) -> dict[str, Any]:
    session.file.get(f"{answer['artifact']}model.json", str(folder))
    return json.loads((folder / "model.json").read_text())


def test_a_function_whose_model_was_exchanged_does_not_answer(
    session: Session, trained: dict[str, Any], tmp_path: Path
) -> None:
    put(session, tmp_path / "model.joblib", b"another model", trained["artifact"])
    create_function(session, "PREDICT", trained)
    with pytest.raises(SnowparkSQLException, match=r"RATCHET_ARTIFACT_CHANGED: model\.joblib has the sha256"):
        session.sql(CALL).collect()


def test_a_function_whose_model_and_card_were_both_exchanged_does_not_answer(
    session: Session, trained: dict[str, Any], tmp_path: Path
) -> None:
    """Two files that fit each other are not enough: the function itself knows what it was published with."""
    model = b"another model"
    card = card_of(session, trained, tmp_path) | {"modelSha256": hashlib.sha256(model).hexdigest()}
    put(session, tmp_path / "model.joblib", model, trained["artifact"])
    put(session, tmp_path / "model.json", json.dumps(card).encode(), trained["artifact"])
    create_function(session, "PREDICT", trained)
    with pytest.raises(
        SnowparkSQLException,
        match=rf"model\.json has the sha256 [0-9a-f]*, expected {trained['artifactSha256']}; someone",
    ):
        session.sql(CALL).collect()


def test_a_function_with_other_packages_than_the_training_does_not_answer(
    session: Session, trained: dict[str, Any], tmp_path: Path
) -> None:
    card = card_of(session, trained, tmp_path)
    card["packages"]["numpy"] = "1.26.4"
    text = json.dumps(card).encode()
    put(session, tmp_path / "model.json", text, trained["artifact"])
    create_function(session, "PREDICT", trained | {"artifactSha256": hashlib.sha256(text).hexdigest()})
    with pytest.raises(
        SnowparkSQLException, match=r"RATCHET_LOCK_BROKEN: found numpy .*, expected numpy 1\.26\.4"
    ):
        session.sql(CALL).collect()


def test_a_function_with_other_arguments_than_the_models_features_does_not_answer(
    session: Session, trained: dict[str, Any]
) -> None:
    create_function(session, "PREDICT", trained, PLAN="VARCHAR", IS_PAPERLESS="BOOLEAN", MONTHS="FLOAT")
    with pytest.raises(
        SnowparkSQLException, match=r"RATCHET_LOCK_BROKEN: found a function for other features"
    ):
        session.sql("SELECT PREDICT('monthly', TRUE, 3)").collect()


def test_the_model_is_loaded_once_a_process(
    session: Session, trained: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("model.joblib", "model.json"):
        session.file.get(f"{trained['artifact']}{name}", str(tmp_path))
    options: Any = vars(sys)["_xoptions"]
    monkeypatch.setitem(options, "snowflake_import_directory", f"{tmp_path}/")
    loaded: list[Path] = []
    load = joblib.load
    monkeypatch.setattr(joblib, "load", lambda file: loaded.append(file) or load(file))
    model = PublishedModel(trained["artifactSha256"], features_digest(Feature.all_of(FEATURES)))
    rows = pd.DataFrame({0: ["monthly"], 1: [3.0], 2: [True]})
    answers = [model.predict(rows).tolist(), model.predict(rows).tolist()]
    assert answers[0] == answers[1]
    assert 0 <= model.predict_proba(rows).iloc[0] <= 1
    assert len(loaded) == 1


def test_a_problem_arrives_as_its_sentence_in_snowflakes_error(
    session: Session, save: Callable[..., str], call: Call
) -> None:
    save(customers().assign(LEFT_US=1))
    with pytest.raises(SnowparkSQLException, match="RATCHET_SOURCE_DATA: found 1 different values") as caught:
        call("ratchet_training.train", request_text(**open_run(session)))
    assert caught.value.sql_error_code == 100357
