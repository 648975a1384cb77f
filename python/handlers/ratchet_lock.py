"""The lock of a model: the Python, the packages and the features that it was trained with, and runs with."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from ratchet_frames import Feature

#: What any model of scikit-learn computes with; scipy comes along with it and is not named by anybody.
_ALWAYS_LOCKED = ("scikit-learn", "scipy", "pandas", "numpy", "joblib")
_SHOWN_FEATURES = 5


class LockBroken(Exception):
    """A model is to run with other packages, another Python or other features than it was trained with."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"RATCHET_LOCK_BROKEN: {sentence}")


@dataclass(frozen=True)
class Lock:
    """Recorded once, by the training, in the model's card."""

    #: Major and minor: RUNTIME_VERSION has no more, and Snowflake moves patch levels under living functions.
    python: str
    #: Exact versions by name.
    packages: dict[str, str]
    #: In the order of the arguments of the published functions.
    features: tuple[Feature, ...]

    @classmethod
    def of_this_process(cls, features: Iterable[Feature], also: Iterable[str]) -> Lock:
        """What runs here; `also` are packages that the model needs besides, as name or name==version."""
        names = (requirement.split("==")[0] for requirement in (*_ALWAYS_LOCKED, *also))
        return cls(_python(), {name: metadata.version(name) for name in names}, tuple(features))

    @classmethod
    def of_card(cls, card: dict[str, Any]) -> Lock:
        """The lock as model.json holds it."""
        return cls(card["python"], card["packages"], Feature.all_of(card["features"]))

    def as_json(self) -> dict[str, Any]:
        return {
            "python": self.python,
            "packages": self.packages,
            "features": [feature.as_json() for feature in self.features],
        }

    def check(self, features: Sequence[Feature]) -> None:
        """Raises LockBroken unless this process and these features are what the model was trained with."""
        self.check_environment()
        self.check_features(features)

    def check_environment(self) -> None:
        """Raises LockBroken unless this process has the locked Python and packages."""
        pairs = [("Python", _python(), self.python)]
        pairs += [(name, _installed(name), version) for name, version in self.packages.items()]
        found = [f"{name} {found}" for name, found, expected in pairs if found != expected]
        if not found:
            return
        expected = [f"{name} {expected}" for name, found, expected in pairs if found != expected]
        raise LockBroken(
            f"found {', '.join(found)}, expected {', '.join(expected)}, as the model was trained with; "
            "start another run, which trains and publishes with what there is now"
        )

    def check_features(self, found: Sequence[Feature]) -> None:
        """Raises LockBroken unless these are the locked features by name, kind and order."""
        if tuple(found) == self.features:
            return
        raise LockBroken(
            f"found features {_difference(found, self.features)}, expected those that the model was trained "
            "with; start another run, which trains on the features of today"
        )

    def check_signature(self, digest: str) -> None:
        """Raises LockBroken unless a function was made for these features; it knows them by their digest."""
        if digest == features_digest(self.features):
            return
        raise LockBroken(
            f"found a function for other features, expected {_listed(self.features)}, as the model was "
            "trained with; start another run, which publishes anew"
        )


def features_digest(features: Iterable[Feature]) -> str:
    """The same as featuresDigest of activities/publication/function-body.ts."""
    pairs = [[feature.name, feature.kind] for feature in features]
    return hashlib.sha256(json.dumps(pairs, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _difference(found: Sequence[Feature], expected: Sequence[Feature]) -> str:
    missing = [feature for feature in expected if feature not in found]
    added = [feature for feature in found if feature not in expected]
    parts = [f"{word} {_listed(some)}" for word, some in (("without", missing), ("with", added)) if some]
    return " and ".join(parts) or "in another order"


def _listed(features: Sequence[Feature]) -> str:
    names = [f"{feature.name} ({feature.kind})" for feature in features[:_SHOWN_FEATURES]]
    more = [f"{len(features) - _SHOWN_FEATURES} more"] if len(features) > _SHOWN_FEATURES else []
    return ", ".join([*names, *more])


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "that is not installed"


def _python() -> str:
    return ".".join(platform.python_version_tuple()[:2])
