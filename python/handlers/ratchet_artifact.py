"""A model at rest: model.joblib and model.json in a stage folder named by the sha256 of model.joblib."""

from __future__ import annotations

import hashlib
import json
import platform
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib

from ratchet_frames import Feature
from ratchet_model import TrainedModel, classes_of
from ratchet_problems import user_code

if TYPE_CHECKING:
    from snowflake.snowpark import Session

MODEL_FILE, CARD_FILE = "model.joblib", "model.json"
_ALWAYS_PINNED = ("scikit-learn", "pandas", "numpy", "joblib")


class ArtifactChanged(Exception):
    """The bytes of a model are not those that were trained, and perhaps judged."""

    def __init__(self, place: str, found: str, expected: str) -> None:
        super().__init__(
            f"RATCHET_ARTIFACT_CHANGED: {place} has the sha256 {found}, expected {expected}; "
            "someone replaced the file: train again, and see who may write to the stage"
        )


@dataclass(frozen=True)
class WrittenArtifact:
    """Where an artifact lies and what it was made with, as the Worker is told."""

    location: str
    sha256: str
    size: int
    packages: dict[str, str]
    python: str

    def as_json(self) -> dict[str, Any]:
        return {
            "artifact": self.location,
            "artifactSha256": self.sha256,
            "artifactBytes": self.size,
            "packages": self.packages,
            "python": self.python,
        }


def write_artifact(
    session: Session, model: TrainedModel, location: str, trained_by: str, also_pin: Iterable[str]
) -> WrittenArtifact:
    """Saves the estimator and puts it under `location`, in a folder of its own that nothing overwrites."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, MODEL_FILE)
        with user_code(model.file, "saving the fitted estimator", shows_values=True):
            joblib.dump(model.estimator, file)
        return put_artifact(session, model, file, location, trained_by, also_pin)


def put_artifact(
    session: Session, model: TrainedModel, file: Path, location: str, trained_by: str, also_pin: Iterable[str]
) -> WrittenArtifact:
    """Puts a model file that exists already, byte for byte, with its model.json."""
    sha256 = _sha256(file)
    target = f"{location.rstrip('/')}/{sha256}/"
    written = WrittenArtifact(target, sha256, file.stat().st_size, _versions(also_pin), _python_version())
    card = file.with_name(CARD_FILE)
    card.write_text(json.dumps(_card(model, written, trained_by), indent=2, sort_keys=True) + "\n")
    # The card last: a folder with a card is whole.
    for path in (file, card):
        session.file.put(str(path), target, auto_compress=False, overwrite=False)
    return written


def _card(model: TrainedModel, written: WrittenArtifact, trained_by: str) -> dict[str, Any]:
    return {
        "sha256": written.sha256,
        "features": [feature.as_json() for feature in model.features],
        "classes": classes_of(model.estimator),
        "positive": model.positive,
        "trainedBy": trained_by,
        "packages": written.packages,
        "python": written.python,
    }


@dataclass(frozen=True)
class StoredModel:
    """A model read back, and who trained it: `estimator` or `procedure`."""

    model: TrainedModel
    trained_by: str


def read_artifact(session: Session, location: str, sha256: str) -> StoredModel:
    """Gets a model from its stage. Raises ArtifactChanged unless its bytes have the expected sha256."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (MODEL_FILE, CARD_FILE):
            session.file.get(f"{location.rstrip('/')}/{name}", folder)
        found = _sha256(Path(folder, MODEL_FILE))
        if found != sha256:
            raise ArtifactChanged(f"{location}{MODEL_FILE}", found, sha256)
        return load_folder(Path(folder))


def load_folder(folder: Path) -> StoredModel:
    """Loads a model. Raises ArtifactChanged, before loading, unless model.json belongs to model.joblib."""
    card = json.loads((folder / CARD_FILE).read_text())
    found = _sha256(folder / MODEL_FILE)
    if found != card["sha256"]:
        raise ArtifactChanged(MODEL_FILE, found, f"{card['sha256']} of {CARD_FILE}")
    estimator = joblib.load(folder / MODEL_FILE)
    model = TrainedModel(estimator, Feature.all_of(card["features"]), card["positive"], MODEL_FILE)
    return StoredModel(model, card["trainedBy"])


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _versions(also_pin: Iterable[str]) -> dict[str, str]:
    """Exact versions, for the UDF to be pinned to; requirements may be given as name==version."""
    names = (requirement.split("==")[0] for requirement in (*_ALWAYS_PINNED, *also_pin))
    return {name: metadata.version(name) for name in names}


def _python_version() -> str:
    return ".".join(platform.python_version_tuple()[:2])
