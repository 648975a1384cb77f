"""
How often the checks that a policy has when it says nothing cry wolf, each and all together: the real telco
customers, all of them or a few, split anew each time, and the forest of models/telco-churn trained on each
split. `PYTHONPATH=python/handlers .venv/bin/python bench/false_alarms.py [SPLITS]`; the customers lie in
../shared/telco.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from leakage import COPIED_ROWS, DRIFT, DUPLICATE_ROWS, SINGLE_FEATURE, customers, measure, split

from ratchet_calibration import calibration
from ratchet_label_rate import label_rate
from ratchet_sample import Sample

#: The thresholds of checks that warn, and that planted leaks do not touch.
LABEL_RATE, CALIBRATION = 0.1, 0.1
#: Rows, of which a fifth is held out: all customers, and what smaller companies have.
SIZES = (7_043, 3_500, 1_500, 750)


def alarms(rows: pd.DataFrame, salt: str, build: Any) -> set[str]:
    """The checks that object to a split of clean rows, and to the model that learns from it."""
    sample, features = split(rows, salt)
    found = measure(sample, features)
    training = sample.actual[sample.is_training]
    rate = label_rate("binary", float(training.mean()), len(training), sample.actual[sample.is_held_out])
    fit = calibration_of_forest(sample, build)
    objections = {
        "duplicateRows": found.duplicates > DUPLICATE_ROWS,
        "copiedRows": found.copies_at_least > COPIED_ROWS,
        "singleFeature": found.best_feature > SINGLE_FEATURE,
        "identifier": found.identifiers > 0,
        "drift": found.largest_shift > DRIFT,
        "labelRate": abs(rate["train"] - rate["test"]) > max(LABEL_RATE, rate["byChance"]),
        "calibration": fit["error"] > max(CALIBRATION, fit["byChance"]),
    }
    return {check for check, objects in objections.items() if objects}


def calibration_of_forest(sample: Sample, build: Any) -> dict[str, Any]:
    """Of a model that has learnt from the training rows."""
    model = build({"n_estimators": 200, "min_samples_leaf": 5})
    model.fit(sample.frame[sample.is_training], sample.actual[sample.is_training])
    probability = model.predict_proba(sample.frame[sample.is_held_out])[:, 1]
    found = calibration(sample.actual[sample.is_held_out], probability)
    if found is None:
        raise ValueError("the model gave no finite probabilities")
    return found


def _telco_build() -> Any:
    """`build` of the model folder, as the training procedure calls it."""
    path = Path(__file__).parents[1] / "models" / "telco-churn" / "train.py"
    spec = importlib.util.spec_from_file_location("telco_churn_train", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build


def main() -> None:
    splits = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    real, build = customers(), _telco_build()
    for size in SIZES:
        raised: Counter[str] = Counter()
        for seed in range(splits):
            drawn = np.random.default_rng(seed).choice(len(real), size, replace=False)
            objections = alarms(real.iloc[drawn], f"salt-{seed}", build)
            raised.update(objections)
            raised["any"] += bool(objections)
        rates = ", ".join(
            f"{check} {100 * count / splits:.1f} %" for check, count in sorted(raised.items()) if count
        )
        print(f"{size:5} rows, {splits} splits: {rates or 'no check objects'}", flush=True)


if __name__ == "__main__":
    main()
