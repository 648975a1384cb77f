"""scikit-learn's breast cancer table (UCI, CC BY 4.0) as a CSV file with a patient id."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_breast_cancer(out: Path) -> None:
    """Writes breast_cancer.csv: `Patient ID`, 30 measurements, and `Diagnosis` (malignant or benign)."""
    # Importing scikit-learn takes a second, which the other kinds of data need not wait for.
    from sklearn.datasets import load_breast_cancer

    bunch: Any = load_breast_cancer(as_frame=True)
    frame = bunch.data.rename(columns=str.title)
    frame.insert(0, "Patient ID", [f"P{number:04d}" for number in range(1, len(frame) + 1)])
    frame["Diagnosis"] = bunch.target.map(dict(enumerate(bunch.target_names)))
    out.mkdir(parents=True, exist_ok=True)
    frame.to_csv(out / "breast_cancer.csv", index=False, lineterminator="\n")
