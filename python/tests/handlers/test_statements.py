"""Every statement that the handlers send, as it is on file, and in Snowflake's dialect."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_snowflake.guard import parses_as_snowflake
from ratchet_adoption import list_statement
from ratchet_evidence import merge_statement, select_statement
from ratchet_frames import Feature, rows_statement
from ratchet_held_out import numbers_statement, target_statement
from ratchet_leakage import duplicates_statement, entities_statement
from ratchet_ledger import (
    hold_statement,
    insert_statement,
    move_statement,
    previous_statement,
    take_statement,
    taken_statement,
)
from ratchet_parity import create_statement
from ratchet_sample import sample_statement
from ratchet_serving import live_statement, replace_statement
from ratchet_training_fence import select_statement as select_training
from ratchet_training_fence import update_statement
from tests.handlers.conftest import FEATURES

GOLDEN = Path(__file__).with_name("statements.sql")
TABLE = '"FEATURES_CHURN_C0FFEE"'
COLUMNS = Feature.all_of(FEATURES)
KINDS = [(item["name"], item["kind"]) for item in FEATURES]
# Names that would end an identifier, a text or a statement if they were not quoted.
HOSTILE = [
    ('A"B', "number"),
    ("IT'S; DROP TABLE RUNS; --", "text"),
    ("$$", "boolean"),
    ("back\\slash", "number"),
]
TARGET = ("RATCHET", "PUBLIC", "PREDICT_CHURN__V3_0123456789AB")
SENT = [
    rows_statement(TABLE, ["PLAN", 'A "QUOTED" NAME'], ("TRAIN", "VALIDATION")),
    target_statement(TABLE, "LEFT_US"),
    numbers_statement(TABLE, "MONTHLY BILL"),
    entities_statement(TABLE, "CUSTOMERID"),
    duplicates_statement(TABLE, COLUMNS),
    create_statement('"SCORES_CHURN_C0FFEE"', COLUMNS),
    select_statement('"EVIDENCE"'),
    merge_statement('"EVIDENCE"', '"RUNS"', ("EVIDENCE", "EVIDENCE_DIGEST")),
    merge_statement('"DIAGNOSTICS"', '"RUNS"', ("DIAGNOSTICS",)),
    sample_statement(TABLE, ["PLAN", "MONTHS"], ("TRAIN", "VALIDATION"), "CUSTOMERID", 0.25, 7),
    select_training('"TRAININGS"', '"RUNS"'),
    update_statement('"TRAININGS"', '"RUNS"'),
    select_training('"TRAININGS"', '"RUNS"', of_candidate=True),
    update_statement('"TRAININGS"', '"RUNS"', of_candidate=True),
    list_statement("@MY_MODELS/model.joblib"),
    take_statement(),
    taken_statement(),
    hold_statement(),
    previous_statement(),
    move_statement(),
    insert_statement("PROMOTIONS", ["MODEL", "VERSION"], "PROMOTED_AT"),
    live_statement(),
    replace_statement("PREDICT_CHURN", KINDS, TARGET, '{"ratchet":{"model":"telco-churn"}}', "FLOAT"),
    replace_statement("PREDICT_CHURN", HOSTILE, TARGET, "it's \\ a comment", "VARCHAR"),
]


def test_the_statements_are_those_on_file() -> None:
    assert "\n;\n".join(SENT) + "\n" == GOLDEN.read_text()


@pytest.mark.parametrize("statement", SENT)
def test_each_is_one_statement_of_snowflakes(statement: str) -> None:
    parses_as_snowflake(statement)
