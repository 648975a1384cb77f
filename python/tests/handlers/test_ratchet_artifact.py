"""A model's bytes cannot change unnoticed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sklearn.ensemble import RandomForestClassifier
from snowflake.snowpark import Session

from ratchet_artifact import ArtifactChanged, WrittenArtifact, load_folder, read_artifact, write_artifact
from ratchet_frames import Feature
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


def test_another_file_under_the_same_name_is_not_loaded(session: Session, tmp_path: Path) -> None:
    written = write(session, fitted())
    (tmp_path / "model.joblib").write_bytes(b"something else, which would run when unpickled")
    session.file.put(str(tmp_path / "model.joblib"), written.location, overwrite=True, auto_compress=False)
    with pytest.raises(ArtifactChanged, match=f"expected {written.sha256}"):
        read_artifact(session, written.location, written.sha256)


def test_a_model_and_a_card_that_do_not_belong_together_are_not_loaded(
    session: Session, tmp_path: Path
) -> None:
    first, second = write(session, fitted()), write(session, fitted(4))
    session.file.get(f"{first.location}model.joblib", str(tmp_path))
    session.file.get(f"{second.location}model.json", str(tmp_path))
    with pytest.raises(ArtifactChanged, match=r"of model\.json"):
        load_folder(tmp_path)
