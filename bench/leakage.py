"""
Which check catches which leak, and how often one cries wolf on clean rows. The rows are the real telco
customers; the leaks are planted: customers who stand there again under another id, as in the quickstart's
recipe (100,000 rows drawn with replacement) and in milder ones, and columns that are the target in other
words. `PYTHONPATH=python/handlers .venv/bin/python bench/leakage.py [SPLITS]`; the customers lie in
../shared/telco.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ratchet_data_evidence import measure_data
from ratchet_frames import Feature, input_frame, row_hashes
from ratchet_sample import Sample

ENTITY, TARGET = "CUSTOMERID", "CHURNVALUE"
NUMBERS = ("MONTHLYCHARGES", "TOTALCHARGES", "TENUREMONTHS")
#: The thresholds of the checks that a policy has when it says nothing.
DUPLICATE_ROWS, COPIED_ROWS, SINGLE_FEATURE, DRIFT = 0.05, 0.001, 0.98, 0.25


@dataclass(frozen=True)
class Found:
    """What the checks measure on one split."""

    duplicates: float
    copies: float
    copies_at_least: float
    best_feature: float
    largest_psi: float
    #: Of features that differ by more than chance; 0 where none does.
    largest_shift: float
    identifiers: int


def customers() -> pd.DataFrame:
    """The real customers with staged column names."""
    frame = pd.read_parquet(Path(__file__).parents[2] / "shared" / "telco" / "raw_data.parquet")
    frame.columns = [str(name).upper().replace(" ", "") for name in frame.columns]
    return frame


def copied(frame: pd.DataFrame, share: float, random: np.random.Generator) -> pd.DataFrame:
    """The rows, and this share of them once more under new ids."""
    drawn: Any = frame.iloc[random.choice(len(frame), round(share * len(frame)), replace=False)]
    return pd.concat([frame, drawn.assign(**{ENTITY: "COPY-" + drawn[ENTITY]})], ignore_index=True)


def resampled(frame: pd.DataFrame, rows: int, random: np.random.Generator) -> pd.DataFrame:
    """The quickstart's recipe, with an id of its own for each row."""
    drawn = frame.iloc[random.integers(0, len(frame), rows)].reset_index(drop=True)
    return drawn.assign(**{ENTITY: [f"ROW-{number}" for number in range(rows)]})


def numbered(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """The rows with their numbers, in an order that says nothing."""
    return frame.assign(ROWNUMBER=random.permutation(len(frame)))


def planted(frame: pd.DataFrame, column: Any) -> pd.DataFrame:
    return frame.assign(PLANTED=column)


def split(frame: pd.DataFrame, salt: str) -> tuple[Sample, list[Feature]]:
    """All rows, a fifth of them held out by this salt and a tenth kept for validation."""
    features = [
        Feature(str(name), "number" if name in NUMBERS or frame[name].dtype.kind in "if" else "text")
        for name in frame.columns
        if name not in (ENTITY, TARGET)
    ]
    part = np.array(
        [int(hashlib.sha256(f"{each}:{salt}".encode()).hexdigest()[:8], 16) for each in frame[ENTITY]]
    )
    is_held_out = part < 0.2 * 16**8
    inputs = input_frame({str(name): frame[name] for name in frame.columns}, features)
    sample = Sample(
        inputs,
        frame[ENTITY].to_numpy(dtype=str),
        frame[TARGET].to_numpy(dtype="float64"),
        part >= 0.3 * 16**8,
        is_held_out,
        1.0,
    )
    return sample, features


def measure(sample: Sample, features: list[Feature]) -> Found:
    """The checks on such a split."""
    evidence = measure_data(sample, features, "binary")
    copies = evidence.copies
    hashes = row_hashes(sample.frame)
    is_held_out = sample.is_held_out
    return Found(
        float(np.isin(hashes[is_held_out], hashes[~is_held_out]).mean()),
        0.0 if copies is None else copies.share,
        0.0 if copies is None else copies.share_at_least,
        max(each.score for each in evidence.features),
        max(each.psi for each in evidence.features),
        max((each.psi for each in evidence.features if each.psi > each.psi_by_chance), default=0.0),
        len(evidence.identifiers),
    )


def _recipes(real: pd.DataFrame) -> Iterator[tuple[str, int, Callable[[np.random.Generator], pd.DataFrame]]]:
    """Each recipe, and by how much fewer splits it is measured than the others."""
    target = real[TARGET].to_numpy(dtype="float64")
    yield "clean", 1, lambda _: real
    yield (
        "clean, 70 % of the rows",
        4,
        lambda random: real.iloc[random.choice(len(real), 4930, replace=False)],
    )
    for share in (0.0025, 0.005, 0.02, 0.1):
        yield (
            f"{100 * share:g} % copied under new ids",
            4,
            lambda random, share=share: copied(real, share, random),
        )
    yield (
        "0.5 % copied, rows numbered",
        4,
        lambda random: numbered(copied(real, 0.005, random), random),
    )
    yield "100,000 rows drawn, new ids", 50, lambda random: resampled(real, 100_000, random)
    yield "target copy", 10, lambda _: planted(real, target)
    yield "target copy, negated", 10, lambda _: planted(real, -target)
    yield "target copy, as text", 10, lambda _: planted(real, np.where(target > 0, "left", "stays"))
    yield (
        "target copy, among 146 texts",
        10,
        lambda _: planted(real, real["TENUREMONTHS"].astype(str) + np.where(target > 0, "-Q", "-P")),
    )
    yield (
        "target copy, noise of 0.2",
        10,
        lambda random: planted(real, target + random.normal(0, 0.2, len(real))),
    )
    yield (
        "target copy, 1 % flipped",
        10,
        lambda random: planted(real, np.abs(target - (random.random(len(real)) < 0.01))),
    )
    yield (
        "NULL where nobody left",
        10,
        lambda random: planted(real, np.where(target > 0, random.random(len(real)), np.nan)),
    )


def _line(name: str, found: list[Found]) -> str:
    def range_of(values: list[float]) -> str:
        return f"{min(values):7.4f} {float(np.median(values)):7.4f} {max(values):7.4f}"

    caught = {
        "duplicate rows": [each.duplicates > DUPLICATE_ROWS for each in found],
        "copied rows": [each.copies_at_least > COPIED_ROWS for each in found],
        "single feature": [each.best_feature > SINGLE_FEATURE for each in found],
        "identifier": [each.identifiers > 0 for each in found],
        "drift": [each.largest_shift > DRIFT for each in found],
    }
    raised = ", ".join(
        f"{check} {100 * float(np.mean(hits)):.0f} %" for check, hits in caught.items() if any(hits)
    )
    columns = ("duplicates", "copies", "copies_at_least", "best_feature", "largest_psi")
    ranges = " | ".join(range_of([getattr(each, column) for each in found]) for column in columns)
    return f"{name:28} | {len(found):4} | {ranges} | {raised or 'none'}"


def main() -> None:
    splits = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    real = customers()
    print("Of each number: least, median, largest over splits by different salts, planted anew for each.")
    titles = ("duplicate rows", "copied rows", "copied rows, at least", "best feature alone", "largest PSI")
    print(f"{'rows':28} |    n | {' | '.join(f'{title:23}' for title in titles)} | checks that object")
    for name, fewer, make in _recipes(real):
        times = max(1, splits // fewer)
        found = [measure(*split(make(np.random.default_rng(seed)), f"salt-{seed}")) for seed in range(times)]
        print(_line(name, found), flush=True)


if __name__ == "__main__":
    main()
