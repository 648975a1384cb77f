"""The quickstart's procedure on the real customers, drawn 100,000 times: what it reports, what leaked."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from snowflake.snowpark import Session

import ratchet_training
from ratchet_frames import Feature
from ratchet_leakage import leakage_of
from tests.handlers.conftest import MODELS, open_run, request_text, side_of

ROWS = 100_000
SCRIPT = (MODELS / "telco-churn-quickstart" / "procedure.sql").read_text()
NUMBERS = ("MONTHLYCHARGES", "TOTALCHARGES", "TENUREMONTHS")


def statements() -> list[str]:
    """The statements of procedure.sql; a line of its Python never ends in a semicolon."""
    return [text for text in re.split(r";\s*(?:\n|$)", SCRIPT) if text.strip()]


@pytest.mark.usefixtures("stages", "ledger")
def test_it_reports_0_99_and_every_customer_stands_there_many_times(
    session: Session, real_telco: pd.DataFrame
) -> None:
    drawn = np.random.default_rng(0).integers(0, len(real_telco), ROWS)
    rows: Any = real_telco.take(drawn).reset_index(drop=True)
    rows["RATCHET_SPLIT"] = rows["CUSTOMERID"].map(side_of)
    session.write_pandas(rows, "FEATURES_T", auto_create_table=True)
    for statement in statements():
        session.sql(statement).collect()

    reported = json.loads(
        str(session.sql("CALL TRAIN_CHURN_PREDICTION_MODEL(?)", params=["FEATURES_T"]).collect()[0][0])
    )

    assert reported["R2 score on Train"] >= 0.99
    assert reported["R2 score on Test"] >= 0.99
    names = [name for name in real_telco.columns if name not in ("CUSTOMERID", "CHURNVALUE")]
    features = [{"name": name, "kind": "number" if name in NUMBERS else "text"} for name in names]
    adoption: dict[str, Any] = {
        **open_run(session),
        "target": {"column": "CHURNVALUE", "positive": None},
        "source": "@MY_MODELS/model.joblib",
        "called": {"startedAtMs": 0, "metrics": {"selfReported": {}}, "trainingMs": 1, "queryId": "q"},
    }
    adopted = json.loads(ratchet_training.adopt(session, request_text(features=features, **adoption)))
    assert adopted["artifactBytes"] > 1_000_000
    leakage = leakage_of(session, '"FEATURES_T"', "CUSTOMERID", Feature.all_of(features))
    assert leakage["entitiesWithSeveralRows"] > 7_000
    assert leakage["rowsOfRepeatedEntitiesShare"] > 0.999
    # By customer, nothing is on both sides; some customers are alike by chance.
    assert leakage["entitiesOnBothSides"] == 0
    assert 0 < leakage["duplicateFeatureRowsShare"] < 0.05
