"""Golden rows: which there are, and what becomes of those that a model does not answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from ratchet_frames import Feature, input_frame
from ratchet_golden import GOLDEN_ROWS, UNSEEN, Golden, ask_golden
from ratchet_model import TrainedModel

FEATURES = (Feature("PLAN", "text"), Feature("MONTHS", "number"), Feature("IS_PAPERLESS", "boolean"))
CASES = (
    "every feature is NULL",
    *("PLAN is NULL", "MONTHS is NULL", "IS_PAPERLESS is NULL"),
    *("PLAN is unseen", "MONTHS is 0", "IS_PAPERLESS is TRUE"),
    *("PLAN is empty", "MONTHS is -1", "IS_PAPERLESS is FALSE"),
    "MONTHS is 1e18",
)
ROWS = input_frame(
    {
        "PLAN": ["yearly", None, "monthly", "yearly"] * 10,
        "MONTHS": [1.0, 2.0, None, 40.0] * 10,
        "IS_PAPERLESS": [True, False, None, False] * 10,
    },
    FEATURES,
)
Model = Callable[..., TrainedModel]


class Asked:
    """An estimator whose answers are those of a function of the frame."""

    def __init__(self, answer: Callable[[pd.DataFrame], Any]) -> None:
        self.answer = answer

    def predict(self, frame: pd.DataFrame) -> Any:
        return self.answer(frame)


def asked(answer: Callable[[pd.DataFrame], Any], task: str = "regression") -> TrainedModel:
    return TrainedModel(Asked(answer), FEATURES, 1, "train.py", task)


def fitted(months: Any, plans: Any, task: str = "binary", classes: Any = (0, 1)) -> TrainedModel:
    """A pipeline over MONTHS and PLAN, fitted on rows without NULL."""
    columns = make_column_transformer((months, ["MONTHS"]), (plans, ["PLAN"]))
    last = LinearRegression() if task == "regression" else LogisticRegression()
    rows = ROWS.dropna()
    target = np.resize(np.array(classes), len(rows))
    return TrainedModel(make_pipeline(columns, last).fit(rows, target), FEATURES, 1, "train.py", task)


def robust(**members: Any) -> TrainedModel:
    return fitted(SimpleImputer(), OneHotEncoder(handle_unknown="ignore"), **members)


def row_of(golden: Golden, case: str) -> dict[str, Any]:
    return golden.frame.iloc[golden.cases.index(case)].to_dict()


def test_every_feature_is_at_its_edges_in_turn_and_all_are_null_at_once() -> None:
    golden = ask_golden(robust(), ROWS)
    assert golden.cases == CASES
    assert golden.unanswered == ()
    assert golden.as_json() == {"rows": len(CASES), "unanswered": []}
    typical = {"PLAN": "yearly", "MONTHS": row_of(golden, "PLAN is NULL")["MONTHS"]}
    assert row_of(golden, "PLAN is NULL")["PLAN"] is None
    assert row_of(golden, "PLAN is unseen")["PLAN"] == UNSEEN
    assert row_of(golden, "PLAN is empty")["PLAN"] == ""
    assert row_of(golden, "IS_PAPERLESS is TRUE")["IS_PAPERLESS"] is True
    assert row_of(golden, "MONTHS is 1e18") | {"IS_PAPERLESS": None} == typical | {
        "MONTHS": 1e18,
        "IS_PAPERLESS": None,
    }
    assert golden.frame.iloc[0].isna().all()
    assert golden.frame.dtypes.map(str).tolist() == ROWS.dtypes.map(str).tolist()


def test_the_answers_are_those_of_the_model_for_these_rows() -> None:
    model = robust()
    golden = ask_golden(model, ROWS)
    assert golden.predictions.tolist() == model.predictions(golden.frame).tolist()
    assert golden.probabilities is not None
    assert golden.probabilities.tolist() == pytest.approx(
        model.estimator.predict_proba(golden.frame)[:, 1].tolist(), abs=0
    )


def test_the_order_of_the_rows_changes_nothing() -> None:
    once, again = ask_golden(robust(), ROWS), ask_golden(robust(), ROWS.iloc[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(once.frame, again.frame)


def test_rows_that_the_model_raises_on_are_left_out_and_named() -> None:
    """Neither imputes: scikit-learn raises for the whole batch as soon as one row has what it cannot take."""
    golden = ask_golden(fitted("passthrough", OneHotEncoder()), ROWS)
    assert golden.unanswered == (
        *("every feature is NULL", "PLAN is NULL", "MONTHS is NULL"),
        *("PLAN is unseen", "PLAN is empty"),
    )
    assert golden.cases == tuple(case for case in CASES if case not in golden.unanswered)
    assert len(golden.frame) == len(golden.predictions) == len(golden.cases)
    assert golden.as_json()["rows"] == len(CASES)


def test_what_is_no_finite_number_is_no_answer() -> None:
    def answer(frame: pd.DataFrame) -> Any:
        return np.where(frame["MONTHS"] > 1e17, np.inf, frame["MONTHS"])

    golden = ask_golden(asked(answer), ROWS)
    assert golden.unanswered == ("every feature is NULL", "MONTHS is NULL", "MONTHS is 1e18")
    assert golden.probabilities is None


def test_rows_that_are_answered_alone_but_not_together_are_no_answers() -> None:
    def answer(frame: pd.DataFrame) -> Any:
        if len(frame) > 1:
            raise ValueError("one row at a time")
        return np.array([1.0])

    golden = ask_golden(asked(answer), ROWS)
    assert (golden.cases, len(golden.frame), len(golden.predictions)) == ((), 0, 0)
    assert golden.unanswered == CASES


def test_labels_and_values_are_answered_as_the_function_gives_them() -> None:
    several = ask_golden(robust(task="multiclass", classes=("a", "b", "c")), ROWS)
    assert set(several.predictions) <= {"a", "b", "c"}
    assert several.probabilities is not None
    assert (several.probabilities >= 1 / 3).all()
    values = ask_golden(robust(task="regression", classes=(0.5, 2.5)), ROWS)
    assert (values.cases, values.probabilities) == (CASES, None)


def test_of_many_features_each_is_null_before_any_has_more() -> None:
    features = (*(Feature(f"N{at}", "number") for at in range(50)), Feature("PLAN", "text"))
    frame = input_frame(
        {feature.name: ["a" if feature.kind == "text" else 1.0] for feature in features}, features
    )
    estimator = Asked(lambda rows: np.zeros(len(rows)))
    golden = ask_golden(TrainedModel(estimator, features, 1, "train.py", "regression"), frame)
    assert len(golden.cases) == GOLDEN_ROWS
    assert golden.cases[:5] == (
        "every feature is NULL",
        *("every number is 0", "every number is -1", "every number is 1e18"),
        "N0 is NULL",
    )
    assert golden.cases[54] == "PLAN is NULL"
    assert golden.cases[55] == "N0 is 0"


def test_rows_of_which_each_has_a_null_are_good_enough() -> None:
    with_nulls: Any = ROWS[ROWS.isna().any(axis=1)]
    golden = ask_golden(robust(), with_nulls.reset_index(drop=True))
    assert golden.cases == CASES
