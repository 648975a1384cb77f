"""
Times the serving function beside scikit-learn in this process, on the same rows, in turn; and the
quickstart's UDF, which loads its model for each row. Called by scoring.ts, with the account in SNOWFLAKE_*:
`scoring.py FEATURE_TABLE PAIRS`.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import snowflake.connector

from ratchet_frames import Feature, input_frame, quoted

ROWS = 100_000
QUICKSTART_ROWS = 25
#: The quickstart's handler: the model is read again for each row.
QUICKSTART_UDF = """
CREATE OR REPLACE FUNCTION BENCH_QUICKSTART(ARGS ARRAY) RETURNS FLOAT LANGUAGE PYTHON RUNTIME_VERSION = '3.11'
PACKAGES = ('scikit-learn', 'pandas', 'joblib') IMPORTS = ('{artifact}model.joblib') HANDLER = 'predict' AS $$
import os, sys
import joblib
import pandas as pd

FEATURES = {features}

def predict(args):
    folder = sys._xoptions["snowflake_import_directory"]
    model = joblib.load(os.path.join(folder, "model.joblib"))
    return float(model.predict(pd.DataFrame([args], columns=FEATURES))[0])
$$
"""


def connect() -> Any:
    environment = os.environ
    return snowflake.connector.connect(
        account=environment["SNOWFLAKE_ACCOUNT"],
        user=environment["SNOWFLAKE_USER"],
        authenticator="SNOWFLAKE_JWT",
        private_key_file=environment["SNOWFLAKE_PRIVATE_KEY_FILE"],
        protocol=environment["SNOWFLAKE_PROTOCOL"],
        host=environment["SNOWFLAKE_HOST"],
        port=int(environment["SNOWFLAKE_PORT"]),
        database=environment["SNOWFLAKE_DATABASE"],
        schema=environment["SNOWFLAKE_SCHEMA"],
        warehouse=environment["SNOWFLAKE_WAREHOUSE"],
    )


def live_model(cursor: Any) -> tuple[str, tuple[Feature, ...]]:
    """The artifact's folder and the features of the only version there is."""
    artifact, features = cursor.execute("SELECT ARTIFACT, FEATURES FROM MODEL_VERSIONS").fetchone()
    return artifact, Feature.all_of(json.loads(features))


def make_rows(cursor: Any, feature_table: str, features: tuple[Feature, ...]) -> None:
    """As many rows as are wanted, no two alike: each customer again and again with another bill."""
    columns = ", ".join(
        f"{quoted(f.name)} + SEQ4() / 1000000 AS {quoted(f.name)}"
        if f.name == "MONTHLYCHARGES"
        else quoted(f.name)
        for f in features
    )
    cursor.execute(
        f"CREATE TABLE BENCH_ROWS AS SELECT {columns} FROM {quoted(feature_table)}, "
        f"TABLE(GENERATOR(ROWCOUNT => 20)) LIMIT {ROWS}"
    )


def in_process(cursor: Any, artifact: str, features: tuple[Feature, ...]) -> Callable[[], float]:
    """The sum of predict over the same rows, with rows and model in this process already."""
    with tempfile.TemporaryDirectory() as folder:
        cursor.execute(f"GET {artifact}model.joblib 'file://{folder}'")
        estimator = joblib.load(Path(folder, "model.joblib"))
    table = cursor.execute("SELECT * FROM BENCH_ROWS").fetch_pandas_all()
    frame = input_frame({f.name: table[f.name] for f in features}, features)
    return lambda: float(estimator.predict(frame).sum())


def timed(work: Callable[[], float]) -> tuple[float, float]:
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def main() -> None:
    feature_table, pairs = sys.argv[1], int(sys.argv[2])
    with connect() as connection:
        cursor = connection.cursor()
        artifact, features = live_model(cursor)
        make_rows(cursor, feature_table, features)
        arguments = ", ".join(quoted(feature.name) for feature in features)
        plain = in_process(cursor, artifact, features)

        def serving() -> float:
            return cursor.execute(f"SELECT SUM(PREDICT_CHURN({arguments})) FROM BENCH_ROWS").fetchone()[0]

        names = json.dumps([feature.name for feature in features])
        cursor.execute(QUICKSTART_UDF.format(artifact=artifact, features=names))

        def quickstart() -> float:
            some = f"(SELECT * FROM BENCH_ROWS LIMIT {QUICKSTART_ROWS})"
            call = f"BENCH_QUICKSTART(ARRAY_CONSTRUCT({arguments}))"
            return cursor.execute(f"SELECT SUM({call}) FROM {some}").fetchone()[0]

        for work in (plain, serving, quickstart):
            work()
        measured: list[dict[str, float]] = []
        for _ in range(pairs):
            plain_seconds, plain_sum = timed(plain)
            serving_seconds, serving_sum = timed(serving)
            if plain_sum != serving_sum:
                raise AssertionError(
                    f"scikit-learn's sum is {plain_sum}, the serving function's {serving_sum}"
                )
            quickstart_seconds, _ = timed(quickstart)
            measured.append(
                {
                    "plain": ROWS / plain_seconds,
                    "serving": ROWS / serving_seconds,
                    "quickstart": QUICKSTART_ROWS / quickstart_seconds,
                }
            )
    report(measured)


def report(measured: list[dict[str, float]]) -> None:
    print(f"Rows a second over {ROWS:,} rows, {len(measured)} pairs in turn; median (smallest to largest)")
    for name, title in (
        ("plain", "scikit-learn in process"),
        ("serving", "PREDICT_CHURN"),
        ("quickstart", "the quickstart's UDF"),
    ):
        print(f"  {title:26} {spread([pair[name] for pair in measured], '{:,.0f}')}")
    share = [pair["serving"] / pair["plain"] for pair in measured]
    times = [pair["serving"] / pair["quickstart"] for pair in measured]
    print(f"  {'of scikit-learn':26} {spread(share, '{:.0%}')}, goal 60%: {met(share, 0.6)}")
    print(f"  {'times the quickstart':26} {spread(times, '{:,.0f}')}, goal 2,000: {met(times, 2000)}")


def spread(values: list[float], form: str) -> str:
    median, low, high = (form.format(v) for v in (statistics.median(values), min(values), max(values)))
    return f"{median} ({low} to {high})"


def met(values: list[float], goal: float) -> str:
    return "met" if statistics.median(values) >= goal else "NOT MET"


if __name__ == "__main__":
    main()
