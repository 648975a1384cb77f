"""The bootstrap and its scores, against scikit-learn and against what is known of the distribution."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from ratchet_answers import Answers
from ratchet_bootstrap import LEVELS, Gain, paired_gains
from ratchet_scores import BINARY


def _answers(seed: int, rows: int = 400, *, ties: bool = False) -> Answers:
    random = np.random.default_rng(seed)
    actual = (random.random(rows) < 0.3).astype("float64")
    probabilities = np.clip(random.normal(0.35 + 0.2 * actual, 0.2), 0, 1)
    if ties:
        probabilities = probabilities.round(1)
    return Answers(actual, (probabilities > 0.5).astype("float64"), probabilities)


@pytest.mark.parametrize("ties", [False, True])
def test_scores_of_one_weight_a_row_are_the_scores(ties: bool) -> None:
    answers = _answers(1, ties=ties)

    found = BINARY.weighted(answers, np.ones((1, len(answers.actual))))

    expected = BINARY.scores(answers)
    assert set(found) == set(expected)
    for name, value in found.items():
        assert value[0] == pytest.approx(expected[name], abs=1e-12)


@pytest.mark.parametrize("ties", [False, True])
def test_a_weight_is_that_many_copies_of_the_row(ties: bool) -> None:
    answers = _answers(2, ties=ties)
    weights = np.random.default_rng(3).integers(0, 4, size=(3, len(answers.actual))).astype("float64")

    found = BINARY.weighted(answers, weights)

    for index, row in enumerate(weights):
        copies = np.repeat(np.arange(len(row)), row.astype("int64"))
        expected = BINARY.scores(answers.take(copies))
        for name, values in found.items():
            assert values[index] == pytest.approx(expected[name], abs=1e-12)


def test_certain_and_wrong_answers_have_scikit_learns_loss() -> None:
    actual = np.array([1.0, 0.0, 1.0])
    probabilities = np.array([0.0, 1.0, 1.0])
    answers = Answers(actual, probabilities, probabilities)

    found = BINARY.weighted(answers, np.ones((1, 3)))

    assert found["log_loss"][0] == pytest.approx(metrics.log_loss(actual, probabilities), rel=1e-12)


def test_a_model_without_probabilities_has_scores_of_its_answers_only() -> None:
    answers = _answers(4)
    blind = Answers(answers.actual, answers.predictions, None)

    gains = paired_gains(np.arange(400), blind, answers, seed=0)

    assert set(gains) == {"accuracy", "balanced_accuracy", "precision", "recall", "f1"}


def test_a_model_has_no_gain_over_itself() -> None:
    answers = _answers(5)

    gains = paired_gains(np.arange(400), answers, answers, seed=0)

    assert all(gain.probability_better == 0.5 for gain in gains.values())
    assert all(set(gain.quantiles) == {0.0} for gain in gains.values())


def test_equal_seeds_give_equal_answers_and_others_give_others() -> None:
    own, theirs, entities = _answers(6), _champion(_answers(6)), np.arange(400)

    first, again, other = (paired_gains(entities, own, theirs, seed) for seed in (7, 7, 8))

    assert first == again
    assert first != other


def test_the_interval_is_that_of_the_normal_distribution_where_that_is_known() -> None:
    own, theirs = _answers(9, rows=4_000), _champion(_answers(9, rows=4_000))
    difference = (own.predictions == own.actual).astype("float64") - (theirs.predictions == own.actual)

    gain = paired_gains(np.arange(4_000), own, theirs, seed=0)["accuracy"]

    # Stratified: the classes' shares do not vary, so the variance is that within the classes.
    within = sum((own.actual == label).mean() * difference[own.actual == label].var() for label in (0, 1))
    half = 1.96 * float(np.sqrt(within / 4_000))
    ends = dict(zip(LEVELS, gain.quantiles, strict=True))
    assert ends[0.025] == pytest.approx(difference.mean() - half, abs=half * 0.15)
    assert ends[0.975] == pytest.approx(difference.mean() + half, abs=half * 0.15)


def test_copies_of_an_entity_are_no_further_evidence() -> None:
    own, theirs = _answers(10), _champion(_answers(10))
    copies = np.repeat(np.arange(400), 5)

    once = paired_gains(np.arange(400), own, theirs, seed=0)["roc_auc"]
    grouped = paired_gains(copies, own.take(copies), theirs.take(copies), seed=0)["roc_auc"]
    as_rows = paired_gains(np.arange(2_000), own.take(copies), theirs.take(copies), seed=0)["roc_auc"]

    assert grouped.quantiles == pytest.approx(once.quantiles, abs=1e-9)
    assert _width(as_rows) < 0.6 * _width(once)


def _width(gain: Gain) -> float:
    quantiles = gain.quantiles
    return float(quantiles[-1] - quantiles[0])


def _champion(answers: Answers) -> Answers:
    """A slightly worse model of the same rows: the candidate's probabilities with noise."""
    assert answers.probabilities is not None
    noise = np.random.default_rng(11).normal(0, 0.1, len(answers.actual))
    probabilities = np.clip(answers.probabilities + noise, 0, 1)
    return Answers(answers.actual, (probabilities > 0.5).astype("float64"), probabilities)
