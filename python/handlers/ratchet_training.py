"""Handlers of the training step: train an estimator of train.py, or adopt what a procedure trained."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ratchet_adoption import adopted_model, fetch_model_file
from ratchet_answers import Answers
from ratchet_artifact import put_artifact, write_artifact
from ratchet_model import TrainedModel, classes_of
from ratchet_problems import UserCodeProblem, user_code, user_function
from ratchet_request import Request, parse_request
from ratchet_scores import Scorer
from ratchet_threshold import with_threshold
from ratchet_training_fence import trained_once
from ratchet_training_rows import Side, read_sides

if TYPE_CHECKING:
    from snowflake.snowpark import Session

_FILE = "train.py"


def train(session: Session, request_text: str) -> str:
    """
    Fits what build(params) returns, or the function that the request names, on the TRAIN rows, scores it
    there and on VALIDATION, and stores it. What was trained before gets the result of that time. Raises
    Fenced when this statement may not count.
    """
    request = parse_request(request_text)
    return trained_once(session, request, lambda: _trained(session, request))


def adopt(session: Session, request_text: str) -> str:
    """
    Copies the model file that a procedure left to an immutable place, and finds out how to ask it. The result
    is stored with what the procedure reported in that call; once, by the same rules as in `train`.
    """
    request = parse_request(request_text)
    return trained_once(session, request, lambda: _adopted(session, request))


def _trained(session: Session, request: Request) -> dict[str, Any]:
    sides = read_sides(session, request)
    scorer = Scorer.of(request, sides.labels)
    started = time.perf_counter()
    model = _fit(request, sides.training)
    training_ms = round((time.perf_counter() - started) * 1000)
    if request.cost is not None:
        model = with_threshold(model, request.cost, sides.validation)
    metrics = {
        name: scorer.scores(_answers(model, side, sides.labels))
        for name, side in (("train", sides.training), ("validation", sides.validation))
    }
    written = write_artifact(
        session, model, request.own["artifactLocation"], "estimator", request.own.get("packages", ())
    )
    return written.as_json() | {"metrics": metrics, "trainingMs": training_ms}


def _answers(model: TrainedModel, side: Side, labels: Sequence[str]) -> Answers:
    """What the model says of the rows. Of none it is not asked: scikit-learn's estimators raise then."""
    if len(side.actual) == 0:
        return Answers(side.actual, side.actual, None)
    return model.answers(side.frame, side.actual, labels)


def _adopted(session: Session, request: Request) -> dict[str, Any]:
    called = request.own["called"]
    with tempfile.TemporaryDirectory() as folder:
        file = fetch_model_file(session, request.own["source"], called["startedAtMs"], Path(folder))
        model = adopted_model(file, request)
        written = put_artifact(
            session,
            model,
            file,
            request.own["artifactLocation"],
            "procedure",
            request.own.get("packages", ()),
        )
    reported = {name: called[name] for name in ("metrics", "trainingMs", "queryId")}
    return written.as_json() | reported


def _fit(request: Request, training: Side) -> TrainedModel:
    # Each of several candidates may have a function of its own.
    name = request.own.get("build", "build")
    build = user_function(_FILE, name)
    random.seed(request.seed)
    # scikit-learn without a random_state draws from NumPy's global state.
    np.random.seed(request.seed)
    with user_code(_FILE, name, shows_values=False):
        estimator = build(request.own["params"])
    _check_estimator(estimator, name)
    with user_code(_FILE, "fit", shows_values=True):
        estimator.fit(training.frame, training.learnt)
    _check_fitted(estimator, request.task)
    return TrainedModel(estimator, request.features, 1, _FILE, request.task)


def _check_estimator(estimator: Any, build: str) -> None:
    if isinstance(estimator, type):
        raise UserCodeProblem(
            f"{_FILE}: {build} returned the class {estimator.__name__}, expected an instance; "
            f"call it, as in {estimator.__name__}(...)"
        )
    lacking = [name for name in ("fit", "predict") if not callable(getattr(estimator, name, None))]
    if lacking:
        raise UserCodeProblem(
            f"{_FILE}: {build} returned {type(estimator).__name__} without {' and '.join(lacking)}, "
            "expected an unfitted scikit-learn estimator; return the pipeline or classifier itself"
        )


def _check_fitted(estimator: Any, task: str) -> None:
    """Whether it learnt what the task is about: classes or none."""
    known = classes_of(estimator)
    found = f"{_FILE}: the fitted estimator knows {'no' if known is None else len(known)} classes, expected"
    if task == "regression" and known is not None:
        raise UserCodeProblem(f"{found} none for task: regression; return a regressor")
    if task == "multiclass" and known is None:
        raise UserCodeProblem(f"{found} the labels in classes_ for task: multiclass; return a classifier")
    if task == "binary" and known is not None and sorted(known) != [0, 1]:
        raise UserCodeProblem(f"{found} 0 and 1; return a classifier")
