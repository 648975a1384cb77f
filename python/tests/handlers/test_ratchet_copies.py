"""Copies of rows under other entities."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ratchet_copies import hash_term
from ratchet_data_evidence import measure_data
from ratchet_frames import Feature, input_frame
from ratchet_sample import Sample
from tests.handlers.conftest import side_of
from tests.handlers.test_real_telco import features_of

#: The check of pipeline/check-policy.ts, when a policy says nothing.
ABOVE = 0.001


def copies_in(frame: Any, features: tuple[Feature, ...], target: str = "CHURNVALUE") -> dict[str, Any] | None:
    """What the evidence says about copies among the rows, split by entity."""
    sides = frame["CUSTOMERID"].map(side_of).to_numpy(dtype=str)
    sample = Sample(
        input_frame({str(name): frame[name] for name in frame.columns}, features),
        frame["CUSTOMERID"].to_numpy(dtype=str),
        frame[target].to_numpy(dtype="float64"),
        sides == "TRAIN",
        sides == "TEST",
        1.0,
    )
    return measure_data(sample, features, "binary").as_json().get("copies")


def with_copies(frame: Any, share: float, seed: int = 0) -> Any:
    """The rows, and this share of them under ids of their own."""
    drawn = frame.sample(frac=share, random_state=seed)
    return pd.concat([frame, drawn.assign(CUSTOMERID="COPY-" + drawn["CUSTOMERID"])], ignore_index=True)


def made_up(rows: int, seed: int = 0) -> tuple[Any, tuple[Feature, ...]]:
    """Customers with an amount that hardly two share, and few other features: many look alike by chance."""
    random = np.random.default_rng(seed)
    amount = random.gamma(2, 300, rows).round(2)
    frame = pd.DataFrame(
        {
            "CUSTOMERID": [f"C{number}" for number in range(rows)],
            "CHURNVALUE": (random.random(rows) < 0.3).astype(int),
            "AMOUNT": amount,
            # Follows from the amount: sharing one is sharing both.
            "DOLLARS": (amount * 1.17).round(2),
            "PLAN": np.where(amount > 500, "large", random.choice(["small", "medium"], rows)),
            "IS_PAPERLESS": random.random(rows) < 0.1,
        }
    )
    kinds = {"AMOUNT": "number", "DOLLARS": "number", "PLAN": "text", "IS_PAPERLESS": "boolean"}
    return frame, tuple(Feature(name, kind) for name, kind in kinds.items())


@pytest.mark.parametrize("share", [0.005, 0.02, 0.1])
def test_customers_that_stand_there_again_under_new_ids_are_seen(real_telco: Any, share: float) -> None:
    rows = with_copies(real_telco, share)
    copies = copies_in(rows, features_of(rows))
    assert copies is not None
    assert copies["shareAtLeast"] > ABOVE
    assert copies["share"] == pytest.approx(share / (1 + share), rel=0.3)


@pytest.mark.parametrize("kind", ["number", "text"])
@pytest.mark.parametrize("share", [0.005, 0.1])
def test_a_number_of_the_row_hides_no_copies(real_telco: Any, share: float, kind: str) -> None:
    rows = with_copies(real_telco, share)
    numbers = np.random.default_rng(3).permutation(len(rows))
    rows = rows.assign(ROW_NUMBER=numbers if kind == "number" else [f"row {number}" for number in numbers])
    copies = copies_in(rows, (*features_of(real_telco), Feature("ROW_NUMBER", kind)))
    assert copies is not None and copies["by"] == "TOTALCHARGES"
    assert copies["shareAtLeast"] > ABOVE


def test_real_customers_who_look_alike_are_no_copies(real_telco: Any) -> None:
    copies = copies_in(real_telco, features_of(real_telco))
    assert copies is not None and copies["by"] == "TOTALCHARGES"
    assert copies["alike"] > 0
    assert copies["shareAtLeast"] < ABOVE / 3


@pytest.mark.parametrize("rows", [1_000, 5_000])
def test_rows_with_few_features_look_alike_by_chance_and_are_no_copies(rows: int) -> None:
    found = [copies_in(*made_up(rows, seed)) for seed in range(10)]
    assert all(copies is not None and copies["shareAtLeast"] < ABOVE for copies in found)
    assert any(copies is not None and copies["alike"] > 0 for copies in found)


def test_copies_are_seen_among_rows_that_look_alike_by_chance() -> None:
    frame, features = made_up(5_000)
    copies = copies_in(with_copies(frame, 0.03), features)
    assert copies is not None and copies["shareAtLeast"] > 10 * ABOVE


def test_several_rows_of_one_customer_are_none() -> None:
    frame, features = made_up(2_000)
    again = pd.concat([frame, frame.sample(frac=0.1, random_state=0)], ignore_index=True)
    copies = copies_in(again, features)
    assert copies is not None and copies["shareAtLeast"] < ABOVE


def test_without_a_number_that_tells_rows_apart_nothing_is_said() -> None:
    frame, features = made_up(2_000)
    words = tuple(feature for feature in features if feature.kind != "number")
    assert copies_in(frame, words) is None
    few = frame.assign(AMOUNT=frame["AMOUNT"].round(-2), DOLLARS=1.0)
    assert copies_in(few, features) is None


def test_the_order_of_the_rows_does_not_matter() -> None:
    frame, features = made_up(3_000)
    rows = with_copies(frame, 0.02)
    again = rows.sample(frac=1, random_state=5).reset_index(drop=True)
    assert json.dumps(copies_in(rows, features)) == json.dumps(copies_in(again, features))


def test_hashes_of_features_add_up_and_can_be_taken_off() -> None:
    codes = np.arange(1000)
    total = hash_term(0, codes) + hash_term(1, codes % 7)
    assert ((total - hash_term(1, codes % 7)) == hash_term(0, codes)).all()
    assert len(np.unique(hash_term(0, codes))) == 1000
    assert not (hash_term(0, codes) == hash_term(1, codes)).any()
