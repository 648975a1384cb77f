"""The evidence travels through Temporal: how large it gets, and what it leaves out for that."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ratchet_answers import Answers
from ratchet_bootstrap import paired_gains
from ratchet_cost import Cost
from ratchet_data_evidence import MOST_DRIFTS, DataEvidence, MeasuredFeature
from ratchet_frames import Feature
from ratchet_scores import Scorer
from ratchet_slices import LONGEST_VALUE, slice_scores

ROOT = Path(__file__).resolve().parents[3]


def measured(name: str, psi: float, by_chance: float) -> MeasuredFeature:
    return MeasuredFeature(Feature(name, "number"), psi, by_chance, 1 / 3, 0.0, 0.0, 9, False, False)


def drifts(*features: MeasuredFeature, named: Any = ()) -> list[str]:
    return [each["feature"] for each in DataEvidence(features, None).as_json(named)["drift"]]


def test_the_largest_drifts_that_are_not_chance_are_told_and_those_that_the_policy_names() -> None:
    # Numbers of few rows differ by chance, and more than the booleans that have drifted.
    chance = [measured(f"N{at:03d}", 0.5 + at / 1000, 2.0) for at in range(MOST_DRIFTS)]
    drifted = [measured(f"B{at:03d}", 0.3 + at / 1000, 0.01) for at in range(MOST_DRIFTS - 1)]
    found = drifts(*chance, *drifted, named=["N005", "GONE"])
    assert found[0] == f"N{MOST_DRIFTS - 1:03d}"
    assert {each.feature.name for each in drifted} < set(found)
    assert "N005" in found and len(found) == MOST_DRIFTS + 1
    left_out = DataEvidence((*chance, *drifted), None).as_json(["N005"])["driftLeftOut"]
    assert left_out == len(chance) + len(drifted) - len(found)


def test_of_few_features_all_are_told_the_largest_first() -> None:
    features = [measured("A", 0.1, 0.2), measured("B", 0.3, 0.4), measured("C", 0.3, 0.2)]
    assert drifts(*features) == ["B", "C", "A"]
    assert "driftLeftOut" not in DataEvidence(tuple(features), None).as_json()


def test_values_that_are_cut_alike_stay_slices_of_their_own() -> None:
    long = "x" * LONGEST_VALUE
    values = pd.Series([f"{long}a", f"{long}a", f"{long}b", long], dtype=object)
    answers = Answers(np.array([1.0, 0, 1, 0]), np.ones(4), None)
    found = slice_scores({"BY": values}, ["BY"], np.arange(4), Scorer(), answers, None)
    cut = "x" * (LONGEST_VALUE - 1) + "…"
    assert [(part["value"], part["rows"]) for part in found] == [(cut, 2), (long, 1), (cut, 1)]


@pytest.mark.parametrize("letter", ["x", "値"])
def test_the_largest_that_a_policy_asks_for_stays_below_the_limit_of_a_step(letter: str) -> None:
    random = np.random.default_rng(0)
    rows = 600
    actual = (random.random(rows) < 0.5).astype("float64")
    own, theirs = (
        Answers(actual, (chance > 0.5).astype("float64"), chance) for chance in random.random((2, rows))
    )
    scorer = Scorer(cost=Cost(0, 1.234567, 0, 5.678901))
    values = pd.Series([f"{at % 60:02d}{letter * 150}" for at in range(rows)], dtype=object)
    columns = [f"THE_CONTRACT_OF_THE_CUSTOMER_{at}" for at in range(4)]
    features = tuple(
        measured(f"AVERAGE_MONTHLY_SPENDING_OF_THE_LAST_TWELVE_MONTHS_{at}", *random.random(2))
        for at in range(1000)
    )
    named = [each.feature.name for each in features[:50]]
    common = np.arange(rows) % 5 > 0
    gains = paired_gains(np.arange(rows), own, theirs, 0, scorer)
    evidence = {
        "candidate": {"source": "held-out", "metrics": scorer.scores(own)},
        "champion": {"version": 1, "fence": 1, "metrics": scorer.scores(theirs)},
        "comparison": {name: gain.as_json() for name, gain in gains.items()},
        "slices": slice_scores(
            dict.fromkeys(columns, values), columns, np.arange(rows), scorer, own, theirs.take(common), common
        ),
        **DataEvidence(features, None).as_json(named),
    }
    assert len(evidence["slices"]) == 4 * 51
    text = json.dumps(evidence, separators=(",", ":"), ensure_ascii=False)
    limit = re.search(r"MAX_RESULT_BYTES = (\d+) \* 1024", (ROOT / "pipeline/payload-size.ts").read_text())
    assert limit is not None
    assert len(text.encode()) < int(limit[1]) * 1024
