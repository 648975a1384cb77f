"""Metrics of the model folder: what they are given and may give, and what is told of their mistakes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ratchet_answers import Answers
from ratchet_bootstrap import paired_gains
from ratchet_custom_metrics import CustomMetric
from ratchet_problems import UserCodeProblem
from ratchet_scores import BINARY, Scorer

WriteCode = Callable[..., None]
ANSWERS = Answers(np.array([1.0, 0, 1, 0]), np.array([1.0, 1, 0, 0]), np.array([0.9, 0.6, 0.4, 0.2]))
HITS_A_CALL = "def hits(actual, predicted, c):\n    return int(actual @ predicted) / int(predicted.sum())\n"
PROFIT = Scorer(custom=(CustomMetric("profit", lower=False),))


def test_it_is_a_score_like_others(write_code: WriteCode) -> None:
    write_code(
        metrics="def profit(actual, predicted, probability):\n"
        "    actual.sort()\n    return 50 * (predicted == 1).sum() - 10 * probability.sum()\n"
    )
    found = PROFIT.scores(ANSWERS)
    assert found["profit"] == pytest.approx(50 * 2 - 10 * 2.1)
    # It was given copies.
    assert ANSWERS.actual.tolist() == [1, 0, 1, 0]
    assert set(found) > {"roc_auc", "profit"}


def test_a_weight_is_that_many_copies_of_the_row(write_code: WriteCode) -> None:
    write_code(
        metrics="def profit(actual, predicted, probability):\n    return len(actual) + probability.sum()\n"
    )
    weights = np.array([[1.0, 1, 1, 1], [0, 2, 0, 3]])
    assert PROFIT.weighted(ANSWERS, weights)["profit"] == pytest.approx([4 + 2.1, 5 + 1.8])


def test_on_a_part_of_the_rows_a_metric_that_fails_is_no_score(write_code: WriteCode) -> None:
    write_code(metrics=HITS_A_CALL)
    scorer = Scorer(custom=(CustomMetric("hits", lower=False),))
    nothing_called = ANSWERS.take(np.array([2, 3]))
    with pytest.raises(UserCodeProblem, match="hits raised ZeroDivisionError"):
        scorer.scores(nothing_called)
    found = scorer.scores_of_part(nothing_called)
    assert found == {**BINARY.scores(nothing_called), "hits": None}
    assert scorer.scores_of_part(ANSWERS) == scorer.scores(ANSWERS)
    # A baseline calls nobody where fewer than half of the rows are positive.
    assert scorer.baseline(np.array([0.4]), ANSWERS.actual)["hits"] is None


def test_on_a_resample_a_metric_that_fails_is_nan(write_code: WriteCode) -> None:
    write_code(metrics=HITS_A_CALL)
    metric = CustomMetric("hits", lower=False)
    found = metric.weighted(ANSWERS, np.array([[1.0, 1, 1, 1], [0, 0, 2, 2]]), ())
    assert found[0] == 0.5 and np.isnan(found[1])


def test_a_gain_that_some_resamples_do_not_have_is_not_told(write_code: WriteCode) -> None:
    write_code(metrics=HITS_A_CALL + "def calls(a, predicted, c):\n    return predicted.sum()\n")
    scorer = Scorer(custom=(CustomMetric("hits", lower=False), CustomMetric("calls", lower=False)))
    found = paired_gains(np.arange(4), ANSWERS, ANSWERS, 0, scorer)
    assert "hits" not in found and {"calls", "accuracy"} < set(found)


def test_labels_come_as_texts(write_code: WriteCode) -> None:
    write_code(
        metrics="def downgrades(actual, predicted, probability):\n"
        "    assert probability.shape == (3, 2)\n"
        "    return ((actual == 'yearly') & (predicted == 'monthly')).mean()\n"
    )
    scorer = Scorer("multiclass", ("monthly", "yearly"), custom=(CustomMetric("downgrades", lower=True),))
    answers = Answers(np.array([1.0, 1, 0]), np.array([0.0, 1, -1]), np.full((3, 2), 0.5))
    assert scorer.scores(answers)["downgrades"] == pytest.approx(1 / 3)
    assert scorer.is_lower_better("downgrades")
    assert not PROFIT.is_lower_better("profit")


@pytest.mark.parametrize(("given", "told"), [("nan", "NaN"), ("-inf", "-Infinity"), ("7", 7.0)])
def test_what_is_not_finite_is_told_as_text(write_code: WriteCode, given: str, told: object) -> None:
    write_code(metrics=f"def profit(actual, predicted, probability):\n    return float('{given}')\n")
    assert PROFIT.scores(ANSWERS)["profit"] == told


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (
            "def loss(a, b, c): ...",
            "metrics.py: found no profit, expected a function; define it with def profit",
        ),
        ("profit = 5", "metrics.py: found profit of type int, expected a function"),
        ("def profit(a, b, c):\n    return [1]", "metrics.py: profit gave a value of type list"),
        ("def profit(a, b, c):\n    return a", r"metrics.py: profit gave an array of shape \(4,\)"),
        ("def profit(a, b, c):\n    return None", "metrics.py: profit gave a value of type NoneType"),
        ("def profit(a, b, c):\n    return a > 0", r"metrics.py: profit gave an array of shape \(4,\)"),
        ("def profit(a, b, c):\n    return a['x']", r"profit raised IndexError.*\(metrics.py, line 2\)"),
        ("def profit(a, b):\n    return 1", "metrics.py: profit raised TypeError"),
        (
            "def profit(a, b, c):\n    raise ValueError(a[0])",
            r"raised ValueError \(metrics.py, line 2\); its mess",
        ),
        ("profit(", r"importing it raised SyntaxError.*\(metrics.py, line 1\)"),
    ],
)
def test_a_mistake_in_it_is_told_with_its_place(write_code: WriteCode, code: str, problem: str) -> None:
    write_code(metrics=code)
    with pytest.raises(UserCodeProblem, match=problem):
        PROFIT.scores(ANSWERS)
