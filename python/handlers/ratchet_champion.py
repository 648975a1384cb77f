"""The live model on the same held-out rows, or why the two cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ratchet_answers import Answers
from ratchet_artifact import ArtifactChanged, StoredModel, read_artifact
from ratchet_frames import Columns, Feature, input_frame
from ratchet_held_out import HeldOut
from ratchet_model import TrainedModel
from ratchet_problems import UserCodeProblem
from ratchet_request import Request
from ratchet_scores import Scorer

if TYPE_CHECKING:
    import pandas as pd
    from snowflake.snowpark import Session


class NotComparable(Exception):
    """Why candidate and champion have no scores on common ground."""


@dataclass(frozen=True)
class Champion:
    """What the live version says of the held-out rows, or why that is not to be had."""

    version: int
    fence: int
    answers: Answers | str

    def as_json(self, scorer: Scorer) -> dict[str, Any]:
        """The champion's part of the evidence."""
        version = {"version": self.version, "fence": self.fence}
        if isinstance(self.answers, str):
            return version | {"notComparable": self.answers}
        return version | {"metrics": scorer.scores(self.answers)}


def ask_champion(session: Session, request: Request, held_out: HeldOut) -> Champion | None:
    """The champion on the candidate's held-out rows; None when no version is live."""
    champion = request.own["champion"]
    if champion is None:
        return None
    version, fence = champion["version"], champion["fence"]
    try:
        return Champion(version, fence, _answers(session, request, champion, held_out))
    except NotComparable as reason:
        return Champion(version, fence, str(reason))


def _answers(session: Session, request: Request, champion: dict[str, Any], held_out: HeldOut) -> Answers:
    if request.own["candidate"].get("selfReported") is not None:
        raise NotComparable("the candidate's scores are self-reported, on rows that its procedure chose")
    features = Feature.all_of(champion["features"])
    _check_features(features, request.features, held_out.columns)
    stored = _load(session, champion)
    if stored.trained_by == "procedure":
        raise NotComparable("a procedure trained it, perhaps on the very rows that are held out now")
    _check_task(stored.model, request)
    frame = input_frame(held_out.columns, features)
    try:
        return answers_of(stored.model, frame, held_out)
    except UserCodeProblem as problem:
        raise NotComparable(f"it could not score today's rows ({problem.sentence})") from problem


def answers_of(model: TrainedModel, frame: pd.DataFrame, held_out: HeldOut) -> Answers:
    """What a model says of the held-out rows. Raises UserCodeProblem when it cannot."""
    return model.answers(frame, held_out.actual, held_out.labels)


def _check_task(model: TrainedModel, request: Request) -> None:
    if model.task != request.task:
        raise NotComparable(f"its task was {model.task}, and is now {request.task}")


def _check_features(features: tuple[Feature, ...], now: tuple[Feature, ...], columns: Columns) -> None:
    missing = [feature.name for feature in features if feature.name not in columns]
    if missing:
        raise NotComparable(f"it needs {', '.join(missing)}, which the feature table no longer has")
    kinds = {feature.name: feature.kind for feature in now}
    changed = [
        f"{feature.name} (then {feature.kind}, now {kinds[feature.name]})"
        for feature in features
        if kinds.get(feature.name, feature.kind) != feature.kind
    ]
    if changed:
        raise NotComparable(f"these features changed their type: {', '.join(changed)}")


def _load(session: Session, champion: dict[str, Any]) -> StoredModel:
    try:
        return read_artifact(session, champion["artifact"], champion["artifactSha256"])
    except ArtifactChanged:
        raise
    except (ImportError, AttributeError, TypeError, ValueError, KeyError) as error:
        # What unpickling raises when the packages or the code of that time are not those of today.
        raise NotComparable(
            f"its model file cannot be loaded with today's packages and code: {type(error).__name__}"
        ) from error
