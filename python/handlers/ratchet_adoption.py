"""Takes over the model file that a procedure of the user left in a stage, compressed by PUT or not."""

from __future__ import annotations

import gzip
import shutil
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib

from ratchet_model import TrainedModel, classes_of, fitted_names
from ratchet_problems import UserCodeProblem, user_code
from ratchet_request import Request
from ratchet_target import comparable

if TYPE_CHECKING:
    from snowflake.snowpark import Session

_GZIP_START = b"\x1f\x8b"
#: LIST leaves out the fraction of the second.
_LIST_RESOLUTION = timedelta(seconds=1)
_TO_THE_SECOND = "%Y-%m-%d %H:%M:%S UTC"
_NAME_IT = "training.artifact of model.yaml must name the file that it puts"


def fetch_model_file(session: Session, source: str, called_at_ms: float, folder: Path) -> Path:
    """
    Gets `source`, or `source` with .gz behind it as PUT names what it compresses, and unpacks it. When both
    lie there, the later one is what the procedure wrote. Raises UserCodeProblem when there is none, or none
    written since the procedure was called, at `called_at_ms` by the warehouse's clock.
    """
    name = source.rsplit("/", 1)[-1]
    with user_code(source, "looking for it", shows_values=False):
        listed = [row.as_dict() for row in session.sql(list_statement(source)).collect()]
    fitting = [row for row in listed if _file_name(row) in (name, f"{name}.gz")]
    if not fitting:
        raise UserCodeProblem(
            f"{source}: found no such file and no {name}.gz, expected the model that the procedure wrote; "
            f"{_NAME_IT}"
        )
    latest = max(fitting, key=_written_at)
    _check_age(source, latest, datetime.fromtimestamp(called_at_ms / 1000, UTC))
    session.file.get(f"{source.removesuffix(name)}{_file_name(latest)}", str(folder))
    return _unpacked(folder / _file_name(latest))


def _check_age(source: str, row: dict[str, Any], called_at: datetime) -> None:
    written_at = _written_at(row)
    if written_at + _LIST_RESOLUTION > called_at:
        return
    raise UserCodeProblem(
        f"{source}: found {_file_name(row)} of {written_at:{_TO_THE_SECOND}}, but the procedure was called "
        f"at {called_at:{_TO_THE_SECOND}} and has not written it since; {_NAME_IT}"
    )


def adopted_model(file: Path, request: Request) -> TrainedModel:
    """
    Loads the model and finds its positive label: the one of its two that equals the target's positive value.
    Raises UserCodeProblem when it is no classifier of two classes over the features that there are.
    """
    source = request.own["source"]
    with user_code(source, "loading it with joblib", shows_values=False):
        estimator = joblib.load(file)
    classes = classes_of(estimator) or []
    positive = [label for label in classes if comparable(label) == request.target.positive_value]
    if len(classes) != 2 or len(positive) != 1:
        raise UserCodeProblem(
            f"{source}: found a {type(estimator).__name__} that knows {len(classes)} classes, expected "
            f"a fitted classifier of two, one of them the positive value of {request.target.column}"
        )
    known = {feature.name for feature in request.features}
    missing = [name for name in fitted_names(estimator) or [] if name not in known]
    if missing:
        raise UserCodeProblem(
            f"{source}: the model was fitted with {', '.join(missing)}, which the feature table has not; "
            "let the features give these columns under these names"
        )
    return TrainedModel(estimator, request.features, positive[0], source)


def list_statement(source: str) -> str:
    """Finds every file whose path begins so: a stage has no folders, only prefixes."""
    return f"LIST {source}"


def _written_at(row: dict[str, Any]) -> datetime:
    return parsedate_to_datetime(row["last_modified"])


def _file_name(row: dict[str, Any]) -> str:
    return str(row["name"]).rsplit("/", 1)[-1]


def _unpacked(file: Path) -> Path:
    """The file as model.joblib, without the compression that PUT put around it."""
    target = file.with_name("model.joblib.unpacked")
    with file.open("rb") as opened:
        is_packed = opened.read(2) == _GZIP_START
    with (gzip.open if is_packed else open)(file, "rb") as source, target.open("wb") as unpacked:
        shutil.copyfileobj(source, unpacked)
    file.unlink()
    return target.rename(file.with_name("model.joblib"))
