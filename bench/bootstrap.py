"""
How often the rule `requiredGain: 0` with `confidence: 0.95` lets a candidate pass: one that is no better than
the champion (wanted: 5 % at most), with nearly all answers the same as the champion's or each its own; and
one that is better by a known margin (the power).
`PYTHONPATH=python/handlers .venv/bin/python bench/bootstrap.py [SIMULATIONS] [HELD_OUT_ROWS]`.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from ratchet_answers import Answers
from ratchet_bootstrap import paired_gains

LEVEL = 0.025
POSITIVES = 0.27
#: How far apart the classes lie, in standard deviations of a score: an AUC of 0.80.
SIGNAL = 1.19
#: Noise that each model adds of its own: scores of two models correlate by 0.83.
OWN_NOISE = 0.45
METRICS = ("roc_auc", "accuracy", "log_loss")


def _model(random: np.random.Generator, shared: np.ndarray[Any, Any], actual: Any, signal: float) -> Answers:
    """A calibrated model that sees the shared signal through noise of its own."""
    score = shared + signal * actual + random.normal(0, OWN_NOISE, len(actual))
    variance = 1 + OWN_NOISE**2
    log_odds = (signal * score - signal**2 / 2) / variance + np.log(POSITIVES / (1 - POSITIVES))
    probability = 1 / (1 + np.exp(-log_odds))
    return Answers(actual, (probability > 0.5).astype("float64"), probability)


def _mixed(model: Answers, other: Answers, others: np.ndarray[Any, Any]) -> Answers:
    """The answers of one model, and those of the other one on some of the rows."""
    return Answers(
        model.actual,
        np.where(others, other.predictions, model.predictions),
        np.where(others, other.probabilities, model.probabilities),
    )


def _passes(
    random: np.random.Generator, extra_signal: float, differing: np.ndarray[Any, Any]
) -> tuple[set[str], dict[str, float]]:
    """The metrics that the gate finds surely better (`surelyKeepsTo`), and the medians of the gains."""
    rows = len(differing)
    actual = (random.random(rows) < POSITIVES).astype("float64")
    shared = random.normal(0, 1, rows)
    champion = _model(random, shared, actual, SIGNAL)
    other = _model(random, shared, actual, SIGNAL + extra_signal)
    candidate = _mixed(champion, other, differing)
    gains = paired_gains(np.arange(rows), candidate, champion, int(random.integers(2**31)))
    lows = {metric: gains[metric].as_json()["quantiles"] for metric in METRICS}
    passed = {metric for metric in METRICS if lows[metric][str(LEVEL)] > 0}
    return passed, {metric: lows[metric]["0.5"] for metric in METRICS}


def _simulate(simulations: int, rows: int, extra_signal: float, differing: float = 1) -> None:
    random, drawing_rows = np.random.default_rng(20_261_124), np.random.default_rng(20_261_127)
    counts = dict.fromkeys(METRICS, 0)
    sums = dict.fromkeys(METRICS, 0.0)
    for _ in range(simulations):
        passed, medians = _passes(random, extra_signal, drawing_rows.random(rows) < differing)
        for metric in METRICS:
            counts[metric] += metric in passed
            sums[metric] += medians[metric]
    for metric in METRICS:
        gain, share = sums[metric] / simulations, 100 * counts[metric] / simulations
        who = f"{rows} rows, {differing:.1%} answered apart  {metric:9}"
        print(f"{who}  gain {gain:+.4f}  passes {share:5.1f} % of {simulations}", flush=True)


if __name__ == "__main__":
    simulations = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_400
    for differing in (0.005, 0.02):
        _simulate(simulations, rows, 0, differing)
    for extra_signal in (0.0, 0.1, 0.2):
        _simulate(simulations, rows, extra_signal)
