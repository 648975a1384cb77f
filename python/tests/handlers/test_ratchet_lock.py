"""A model runs with what it was trained with, or not at all."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata

import pytest

from ratchet_frames import Feature
from ratchet_lock import Lock, LockBroken, features_digest

FEATURES = (Feature("PLAN", "text"), Feature("MONTHS", "number"))
LOCK = Lock.of_this_process(FEATURES, ["pyarrow==1.0"])


def test_it_holds_exact_versions_of_what_a_model_computes_with() -> None:
    assert set(LOCK.packages) == {"scikit-learn", "scipy", "pandas", "numpy", "joblib", "pyarrow"}
    assert LOCK.packages["pyarrow"] == metadata.version("pyarrow")
    assert Lock.of_card(LOCK.as_json()) == LOCK
    LOCK.check(FEATURES)


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (
            replace(LOCK, python="3.9"),
            rf"found Python {LOCK.python}, expected Python 3.9, as the model was trained with; start another",
        ),
        (
            replace(LOCK, packages={**LOCK.packages, "numpy": "1.26.4"}),
            rf"found numpy {LOCK.packages['numpy']}, expected numpy 1.26.4, as",
        ),
        (
            replace(LOCK, packages={**LOCK.packages, "xgboost-of-nobody": "3.0.1"}),
            r"found xgboost-of-nobody that is not installed, expected xgboost-of-nobody 3.0.1, as",
        ),
    ],
)
def test_another_python_or_package_is_refused(broken: Lock, sentence: str) -> None:
    with pytest.raises(LockBroken, match=f"^RATCHET_LOCK_BROKEN: {sentence}"):
        broken.check_environment()


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (FEATURES[:1], r"without MONTHS \(number\), expected"),
        ((*FEATURES, Feature("REGION", "text")), r"with REGION \(text\), expected"),
        (
            (FEATURES[0], Feature("MONTHS", "text")),
            r"without MONTHS \(number\) and with MONTHS \(text\), expected",
        ),
        (FEATURES[::-1], "in another order, expected"),
        ([*FEATURES, *(Feature(f"N{at}", "number") for at in range(9))], r"N4 \(number\), 4 more, expected"),
    ],
)
def test_other_features_are_refused(found: tuple[Feature, ...], sentence: str) -> None:
    with pytest.raises(
        LockBroken, match=f"found features .*{sentence} those that the model was trained with;"
    ):
        LOCK.check(found)


def test_a_function_for_other_arguments_is_refused() -> None:
    LOCK.check_signature(features_digest(FEATURES))
    for other in (FEATURES[::-1], FEATURES[:1], (FEATURES[0], Feature("MONTHS", "text"))):
        with pytest.raises(LockBroken, match=r"expected PLAN \(text\), MONTHS \(number\), as"):
            LOCK.check_signature(features_digest(other))
