"""
A model at rest: model.joblib and its card model.json, in a stage folder named by the sha256 of the card. The
card holds the sha256 of model.joblib, so that one number fixes the estimator and all that it takes to ask it.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib

from ratchet_lock import Lock
from ratchet_model import TrainedModel, classes_of
from ratchet_problems import user_code

if TYPE_CHECKING:
    from snowflake.snowpark import Session

MODEL_FILE, CARD_FILE = "model.joblib", "model.json"


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
    #: Of the card, and through it of everything.
    sha256: str
    #: Of model.joblib, in bytes.
    size: int
    lock: Lock

    def as_json(self) -> dict[str, Any]:
        return {
            "artifact": self.location,
            "artifactSha256": self.sha256,
            "artifactBytes": self.size,
            "packages": self.lock.packages,
            "python": self.lock.python,
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
    lock = Lock.of_this_process(model.features, also_pin)
    card = file.with_name(CARD_FILE)
    text = json.dumps(_card(model, lock, _sha256(file), trained_by), indent=2, sort_keys=True) + "\n"
    card.write_text(text, encoding="utf-8")
    sha256 = _sha256(card)
    target = f"{location.rstrip('/')}/{sha256}/"
    # The card last: a folder with a card is whole.
    for path in (file, card):
        session.file.put(str(path), target, auto_compress=False, overwrite=False)
    return WrittenArtifact(target, sha256, file.stat().st_size, lock)


def _card(model: TrainedModel, lock: Lock, model_sha256: str, trained_by: str) -> dict[str, Any]:
    return {
        "modelSha256": model_sha256,
        "classes": classes_of(model.estimator),
        "positive": model.positive,
        "task": model.task,
        "threshold": model.threshold,
        "trainedBy": trained_by,
        **lock.as_json(),
    }


@dataclass(frozen=True)
class StoredModel:
    """A model read back, its lock, and who trained it: `estimator` or `procedure`."""

    model: TrainedModel
    trained_by: str
    lock: Lock


def read_artifact(
    session: Session, location: str, sha256: str, check: Callable[[Lock], None] | None = None
) -> StoredModel:
    """Gets a model from its stage and loads it as `load_folder` does."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (MODEL_FILE, CARD_FILE):
            session.file.get(f"{location.rstrip('/')}/{name}", folder)
        return load_folder(Path(folder), sha256, check, location)


def load_folder(
    folder: Path, sha256: str, check: Callable[[Lock], None] | None = None, place: str = ""
) -> StoredModel:
    """
    Loads the model of an artifact's digest from a folder; errors tell of `place`. Raises ArtifactChanged
    unless the card has that digest and model.joblib the one that the card holds, and what `check` raises
    about the lock; both before anything is loaded.
    """
    card = _verified_card(folder, sha256, place)
    lock = Lock.of_card(card)
    if check is not None:
        check(lock)
    estimator = joblib.load(folder / MODEL_FILE)
    # Cards of before there was a choice tell neither.
    task, threshold = card.get("task", "binary"), card.get("threshold")
    model = TrainedModel(estimator, lock.features, card["positive"], MODEL_FILE, task, threshold)
    return StoredModel(model, card["trainedBy"], lock)


def _verified_card(folder: Path, sha256: str, place: str) -> dict[str, Any]:
    found, of_model = _sha256(folder / CARD_FILE), _sha256(folder / MODEL_FILE)
    card = _json_object(folder / CARD_FILE)
    # Versions of before are known by the digest of model.joblib; nothing protects their cards.
    if of_model == sha256 and card is not None and "modelSha256" not in card:
        return card
    if found != sha256 or card is None:
        raise ArtifactChanged(f"{place}{CARD_FILE}", found, sha256)
    if of_model != card["modelSha256"]:
        raise ArtifactChanged(f"{place}{MODEL_FILE}", of_model, f"{card['modelSha256']} of its {CARD_FILE}")
    return card


def _json_object(file: Path) -> dict[str, Any] | None:
    """None for what is none, as bytes that somebody put there may be."""
    try:
        found = json.loads(file.read_bytes())
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
