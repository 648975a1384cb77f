"""The models of this repository on the real customers: the honest score, and the quickstart's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from ratchet_answers import Answers
from ratchet_frames import Feature, input_frame
from ratchet_problems import user_function
from ratchet_scores import BINARY, Scores
from tests.handlers.conftest import FOREST, side_of

NUMBERS = ["MONTHLYCHARGES", "TOTALCHARGES", "TENUREMONTHS"]
PARAMS: dict[str, Any] = {"n_estimators": 200, "min_samples_leaf": 5}


def features_of(frame: pd.DataFrame) -> tuple[Feature, ...]:
    names = [str(name) for name in frame.columns if name not in ("CUSTOMERID", "CHURNVALUE")]
    return tuple(Feature(name, "number" if name in NUMBERS else "text") for name in names)


def by_customer(rows: Any, params: dict[str, Any]) -> tuple[Scores, Any, Any]:
    """Trains telco-churn's own train.py and scores it on customers that it has not seen."""
    frame: Any = input_frame(rows, features_of(rows))
    classes = rows["CHURNVALUE"].to_numpy()
    is_test = (rows["CUSTOMERID"].map(side_of) == "TEST").to_numpy()
    is_train = (rows["CUSTOMERID"].map(side_of) == "TRAIN").to_numpy()
    model = user_function("train.py", "build")(params).fit(frame[is_train], classes[is_train])
    test = frame[is_test]
    answers = Answers(classes[is_test], model.predict(test), model.predict_proba(test)[:, 1])
    return BINARY.scores(answers), is_train, is_test


def test_the_honest_score_is_that_of_plain_scikit_learn(
    real_telco: pd.DataFrame, write_code: Callable[..., None]
) -> None:
    write_code(train=FOREST)
    rows: Any = real_telco
    scores, is_train, is_test = by_customer(rows, PARAMS)
    assert rows["TOTALCHARGES"].isna().sum() == 11
    assert 0.19 < is_test.mean() < 0.21

    # Without any of our code between the file and the forest.
    words = [name for name in rows.columns if name not in ("CUSTOMERID", "CHURNVALUE", *NUMBERS)]
    encoder = ColumnTransformer([("words", OneHotEncoder(), words)], remainder="passthrough")
    plain = make_pipeline(encoder, RandomForestClassifier(random_state=0, **PARAMS))
    inputs = rows[[*words, *NUMBERS]]
    plain.fit(inputs[is_train], rows["CHURNVALUE"][is_train])
    expected = roc_auc_score(rows["CHURNVALUE"][is_test], plain.predict_proba(inputs[is_test])[:, 1])
    assert scores["roc_auc"] is not None and abs(float(scores["roc_auc"]) - expected) < 0.01
    assert 0.82 < expected < 0.87


def resampled(real_telco: pd.DataFrame, rows: int) -> pd.DataFrame:
    drawn = np.random.default_rng(0).integers(0, len(real_telco), rows)
    return real_telco.take(drawn).reset_index(drop=True)


def test_on_resampled_customers_the_split_by_customer_stays_honest(
    real_telco: pd.DataFrame, write_code: Callable[..., None]
) -> None:
    write_code(train=FOREST)
    scores, _, _ = by_customer(resampled(real_telco, 30_000), {"n_estimators": 50})
    assert 0.72 < float(scores["accuracy"] or 0) < 0.82
    assert 0.77 < float(scores["roc_auc"] or 0) < 0.85
