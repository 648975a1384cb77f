"""A model's bytes cannot change unnoticed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import joblib
import pytest
from sklearn.ensemble import RandomForestClassifier
from snowflake.snowpark import Session

from ratchet_artifact import ArtifactChanged, WrittenArtifact, load_folder, read_artifact, write_artifact
from ratchet_frames import Feature
from ratchet_lock import Lock, LockBroken
from ratchet_model import TrainedModel

pytestmark = pytest.mark.usefixtures("stages")


def fitted(trees: int = 3) -> TrainedModel:
    estimator: Any = RandomForestClassifier(trees, random_state=0).fit([[0.0], [1.0]], [0, 1])
    return TrainedModel(estimator, (Feature("N", "number"),), 1, "train.py")


def write(session: Session, model: TrainedModel) -> WrittenArtifact:
    return write_artifact(session, model, "@RATCHET_ARTIFACTS/m/r/", "estimator", ["joblib==1.0"])


def test_the_folder_is_named_by_the_bytes_and_writing_twice_is_writing_once(session: Session) -> None:
    once, again = write(session, fitted()), write(session, fitted())
    assert once == again
    assert once.location == f"@RATCHET_ARTIFACTS/m/r/{once.sha256}/"
    assert write(session, fitted(4)).location != once.location
    names = [row["name"].rsplit("/", 1)[-1] for row in session.sql(f"LIST {once.location}").collect()]
    assert sorted(names) == ["model.joblib", "model.json"]
    assert read_artifact(session, once.location, once.sha256).model.features == fitted().features


def put(session: Session, file: Path, text: bytes, location: str) -> None:
    file.write_bytes(text)
    session.file.put(str(file), location, overwrite=True, auto_compress=False)


def test_another_file_under_the_same_name_is_not_loaded(session: Session, tmp_path: Path) -> None:
    written = write(session, fitted())
    put(
        session,
        tmp_path / "model.joblib",
        b"something else, which would run when unpickled",
        written.location,
    )
    with pytest.raises(
        ArtifactChanged, match=rf"{written.location}model\.joblib has the sha256 .* of its model"
    ):
        read_artifact(session, written.location, written.sha256)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("positive", 0),
        ("trainedBy", "procedure"),
        ("features", [{"name": "M", "kind": "number"}]),
        ("packages", {"numpy": "1.0"}),
        ("python", "3.9"),
        ("modelSha256", "0" * 64),
    ],
)
def test_nothing_in_the_card_can_be_changed(session: Session, tmp_path: Path, name: str, value: Any) -> None:
    written = write(session, fitted())
    session.file.get(f"{written.location}model.json", str(tmp_path))
    card = json.loads((tmp_path / "model.json").read_text())
    assert name in card
    changed = json.dumps(card | {name: value}, indent=2, sort_keys=True).encode()
    put(session, tmp_path / "model.json", changed, written.location)
    with pytest.raises(ArtifactChanged, match=rf"model\.json has the sha256 .*, expected {written.sha256};"):
        read_artifact(session, written.location, written.sha256)


@pytest.mark.parametrize("text", [b"\xff\x00", b"[]", b"", b"{}"])
def test_what_is_no_card_is_not_believed(session: Session, tmp_path: Path, text: bytes) -> None:
    written = write(session, fitted())
    put(session, tmp_path / "model.json", text, written.location)
    with pytest.raises(ArtifactChanged, match=r"model\.json has the sha256"):
        read_artifact(session, written.location, written.sha256)


def test_a_model_and_a_card_that_do_not_belong_together_are_not_loaded(
    session: Session, tmp_path: Path
) -> None:
    first, second = write(session, fitted()), write(session, fitted(4))
    session.file.get(f"{first.location}model.joblib", str(tmp_path))
    session.file.get(f"{second.location}model.json", str(tmp_path))
    with pytest.raises(ArtifactChanged, match=r"of its model\.json"):
        load_folder(tmp_path, second.sha256)
    with pytest.raises(ArtifactChanged, match=rf"model\.json has the sha256 {second.sha256}"):
        load_folder(tmp_path, first.sha256)


class OldArtifact:
    """A folder as it was written when the digest of model.joblib was the artifact's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        model = folder / "model.joblib"
        joblib.dump(fitted().estimator, model)
        self.sha256 = hashlib.sha256(model.read_bytes()).hexdigest()
        self.card = {
            "sha256": self.sha256,
            "features": [{"name": "N", "kind": "number"}],
            "classes": [0, 1],
            "positive": 1,
            "trainedBy": "estimator",
            "packages": {"numpy": "1.26.4"},
            "python": "3.10",
        }
        self.write_card()

    def write_card(self, **changes: Any) -> None:
        (self.folder / "model.json").write_text(json.dumps(self.card | changes))


def test_a_model_of_before_still_loads_by_the_digest_of_its_file(tmp_path: Path) -> None:
    old = OldArtifact(tmp_path)
    stored = load_folder(tmp_path, old.sha256)
    assert stored.model.features == fitted().features
    assert stored.lock.python == "3.10"
    (tmp_path / "model.joblib").write_bytes(b"another model")
    with pytest.raises(ArtifactChanged, match=rf"expected {old.sha256}"):
        load_folder(tmp_path, old.sha256)


def test_a_card_of_today_is_never_taken_for_one_of_before(tmp_path: Path) -> None:
    old = OldArtifact(tmp_path)
    old.write_card(modelSha256=old.sha256, positive=0)
    with pytest.raises(ArtifactChanged, match=r"model\.json has the sha256"):
        load_folder(tmp_path, old.sha256)


def test_the_lock_is_checked_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = OldArtifact(tmp_path)
    monkeypatch.setattr(joblib, "load", lambda _: pytest.fail("it was loaded"))
    with pytest.raises(LockBroken, match=r"expected Python 3\.10, numpy 1\.26\.4,"):
        load_folder(tmp_path, old.sha256, Lock.check_environment)
