"""
How alike the scores of two versions of a model are from draw to draw of the held-out rows: what
`pipeline/rows-to-see.ts` takes as 0.9. Prints the correlation r, by sd(gain)² = 2 (1 - r) sd(score)².
`.venv/bin/python bench/rows_to_see.py ../shared/telco/raw_data.parquet`.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

TARGET = "CHURNVALUE"
NOT_FEATURES = {"CUSTOMERID", TARGET}
REPEATS = 3
DRAWS = 400
HELD_OUT = 0.2

Array = np.ndarray[Any, Any]


def _read(path: str) -> tuple[Array, Array]:
    """Features, categories as one column each, and the target, 1 or 0."""
    rows = pd.read_parquet(path).rename(columns=lambda name: str(name).replace(" ", "").upper())
    rows["TOTALCHARGES"] = pd.to_numeric(rows["TOTALCHARGES"], errors="coerce").fillna(0.0)
    features = rows.drop(columns=list(NOT_FEATURES))
    return pd.get_dummies(features).to_numpy("float64"), rows[TARGET].to_numpy("int64")


def _forest(seed: int) -> RandomForestClassifier:
    return RandomForestClassifier(100, min_samples_leaf=5, random_state=seed)


def _versions(random: np.random.Generator, rows: Array) -> dict[str, tuple[Any, Array]]:
    """Estimators of another version, and the rows that it is trained on."""
    shuffled = random.permutation(rows)
    linear = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000))
    return {
        "another seed": (_forest(1), rows),
        "nine rows in ten": (_forest(2), shuffled[: len(rows) * 9 // 10]),
        "half the rows": (_forest(3), shuffled[: len(rows) // 2]),
        "another estimator": (linear, rows),
    }


def _correlations(
    random: np.random.Generator, actual: Array, one: Array, other: Array
) -> tuple[float, float]:
    """Of the areas under the ROC curve, and of the accuracies."""
    areas, accuracies = np.empty((DRAWS, 2)), np.empty((DRAWS, 2))
    for draw in range(DRAWS):
        rows = random.integers(0, len(actual), len(actual))
        for side, probability in enumerate((one, other)):
            areas[draw, side] = roc_auc_score(actual[rows], probability[rows])
            accuracies[draw, side] = np.mean((probability[rows] > 0.5) == actual[rows])
    return _correlation(areas), _correlation(accuracies)


def _correlation(scores: Array) -> float:
    return float(1 - np.var(scores[:, 1] - scores[:, 0]) / np.var(scores, axis=0).sum())


def _measure(features: Array, target: Array) -> None:
    random = np.random.default_rng(20_261_126)
    for _ in range(REPEATS):
        order = random.permutation(len(target))
        cut = int(len(order) * HELD_OUT)
        held_out, training = order[:cut], order[cut:]
        champion = _forest(0).fit(features[training], target[training])
        base = champion.predict_proba(features[held_out])[:, 1]
        for name, (estimator, rows) in _versions(random, training).items():
            estimator.fit(features[rows], target[rows])
            probability = estimator.predict_proba(features[held_out])[:, 1]
            area, accuracy = _correlations(random, target[held_out], base, probability)
            print(f"{name:18}  roc_auc {area:.3f}  accuracy {accuracy:.3f}", flush=True)


if __name__ == "__main__":
    _measure(*_read(sys.argv[1]))
