"""
What plain scikit-learn makes of the telco customers: no Snowflake, and no code but a model folder's train.py.

Arguments: the parquet file, the model folder, build's params as JSON, a model.joblib. Writes JSON: the ROC
AUC on held-out customers of a model fitted here on the same split, and what model.joblib predicts for all.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

import joblib
import pandas as pd
from sklearn.metrics import roc_auc_score

FEATURES = [
    "GENDER", "SENIORCITIZEN", "PARTNER", "DEPENDENTS", "TECHSUPPORT", "CONTRACT", "PAPERLESSBILLING",
    "MONTHLYCHARGES", "TOTALCHARGES", "TENUREMONTHS", "PHONESERVICE", "MULTIPLELINES", "INTERNETSERVICE",
    "ONLINESECURITY", "ONLINEBACKUP", "DEVICEPROTECTION", "STREAMINGTV", "STREAMINGMOVIES", "PAYMENTMETHOD",
]  # fmt: skip
NUMBERS = ["MONTHLYCHARGES", "TOTALCHARGES", "TENUREMONTHS"]


def read_customers(path: str) -> Any:
    frame: Any = pd.read_parquet(path)
    frame.columns = [name.replace(" ", "").upper() for name in frame.columns]
    for name in NUMBERS:
        numbers: Any = pd.to_numeric(frame[name], errors="coerce")
        frame[name] = numbers.astype("float64")
    return frame


def is_in(customer: str, low: float, high: float) -> bool:
    digits = hashlib.sha256(f"{customer}:ratchet".encode()).hexdigest()[:8]
    return low <= int(digits, 16) / 16**8 < high


def held_out_roc_auc(frame: Any, build: Any, params: dict[str, Any]) -> float:
    train = frame[[is_in(customer, 0.3, 1) for customer in frame["CUSTOMERID"]]]
    test = frame[[is_in(customer, 0, 0.2) for customer in frame["CUSTOMERID"]]]
    model = build(params).fit(train[FEATURES], train["CHURNVALUE"])
    return float(roc_auc_score(test["CHURNVALUE"], model.predict_proba(test[FEATURES])[:, 1]))


def main() -> None:
    parquet, folder, params, artifact = sys.argv[1:]
    sys.path.insert(0, folder)
    from train import build  # pyright: ignore[reportMissingImports]

    frame = read_customers(parquet)
    predictions: Any = joblib.load(artifact).predict(frame[FEATURES])
    by_customer = dict(zip(frame["CUSTOMERID"], map(int, predictions), strict=True))
    roc_auc = held_out_roc_auc(frame, build, json.loads(params))
    json.dump({"roc_auc": roc_auc, "predictions": by_customer}, sys.stdout)


if __name__ == "__main__":
    main()
