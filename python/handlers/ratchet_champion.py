"""The live model on the same held-out rows, or why the two cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ratchet_answers import Answers
from ratchet_artifact import ArtifactChanged, StoredModel, read_artifact
from ratchet_frames import Columns, Feature, input_frame
from ratchet_held_out import HeldOut
from ratchet_hold_out import HoldOut, Rows
from ratchet_model import TrainedModel
from ratchet_problems import UserCodeProblem
from ratchet_request import Request
from ratchet_scores import Scorer, Scores

if TYPE_CHECKING:
    import pandas as pd
    from snowflake.snowpark import Session


class NotComparable(Exception):
    """Why candidate and champion have no scores on common ground."""


@dataclass(frozen=True)
class Asked:
    """A model, the held-out rows as it was given them, and what it said of them."""

    model: TrainedModel
    frame: pd.DataFrame
    answers: Answers

    def take(self, rows: Rows) -> Asked:
        """The same about some of the rows."""
        frame: Any = self.frame[rows]
        return Asked(self.model, frame.reset_index(drop=True), self.answers.take(rows))


@dataclass(frozen=True)
class Champion:
    """What the live version says of the held-out rows, or why that is not to be had."""

    version: int
    fence: int
    found: Asked | str
    #: Its scores on the rows that it was asked about; none where it cannot be compared.
    metrics: Scores = field(default_factory=dict)
    #: Which of the held-out rows were held out from it too; None for all, by the same split.
    common: Rows | None = None

    @property
    def asked(self) -> Asked | None:
        """None where it cannot be compared."""
        return None if isinstance(self.found, str) else self.found

    def as_json(self, scorer: Scorer, candidate: Answers) -> dict[str, Any]:
        """The champion's part of the evidence, beside the candidate's answers about all held-out rows."""
        version = {"version": self.version, "fence": self.fence}
        if isinstance(self.found, str):
            return version | {"notComparable": self.found}
        threshold = self.found.model.threshold
        decided = {} if threshold is None else {"threshold": threshold}
        scored = version | {"metrics": self.metrics} | decided
        if self.common is None:
            return scored
        own = scorer.scores_of_part(candidate.take(self.common))
        return scored | {"common": {"rows": int(self.common.sum()), "candidate": own}}

    def beside(self, values: Any) -> Any:
        """Of values or answers about all held-out rows those about the rows that it was asked about."""
        if self.common is None:
            return values
        return values.take(self.common) if isinstance(values, Answers) else values[self.common]


def ask_champion(session: Session, request: Request, held_out: HeldOut, scorer: Scorer) -> Champion | None:
    """The champion on the candidate's held-out rows; None when no version is live."""
    champion = request.own["champion"]
    if champion is None:
        return None
    version, fence = champion["version"], champion["fence"]
    try:
        asked = _ask(session, request, champion, held_out)
        common = _common_rows(request, champion, held_out)
        found = asked if common is None else asked.take(common)
        return Champion(version, fence, found, _scores(scorer, found), common)
    except NotComparable as reason:
        return Champion(version, fence, str(reason))


def _ask(session: Session, request: Request, champion: dict[str, Any], held_out: HeldOut) -> Asked:
    if request.own["candidate"].get("selfReported") is not None:
        raise NotComparable("the candidate's scores are self-reported, on rows that its procedure chose")
    features = Feature.all_of(champion["features"])
    _check_features(features, request.features, held_out.columns)
    stored = _load(session, champion)
    if stored.trained_by == "procedure":
        raise NotComparable("a procedure trained it, perhaps on the very rows that are held out now")
    _check_task(stored.model, request)
    try:
        return ask(stored.model, features, held_out)
    except UserCodeProblem as problem:
        raise NotComparable(f"it could not score today's rows ({problem.sentence})") from problem


def _scores(scorer: Scorer, found: Asked) -> Scores:
    """A metric of today may ask for what a model of then does not give, such as probabilities."""
    try:
        return scorer.scores(found.answers)
    except UserCodeProblem as problem:
        raise NotComparable(f"its scores could not be computed ({problem.sentence})") from problem


def _common_rows(request: Request, champion: dict[str, Any], held_out: HeldOut) -> Rows | None:
    """
    The rows that neither model has learnt from; None when one split held out all of them. A champion of
    another split may know the others: its scores on them would be too good.
    """
    if (item := champion.get("holdOut")) is None:
        return None
    if not HoldOut.of(request.own["holdOut"]).holds(held_out.entities).all():
        raise NotComparable(
            "its split was another one, and the entities are read as other texts than were split"
        )
    common = HoldOut.of(item).holds(held_out.entities)
    if len(np.unique(held_out.actual[common])) < 2:
        raise NotComparable(
            f"its split was another one, and of the {len(common)} held-out rows only {int(common.sum())} "
            "were held out from it too, all of them with one target"
        )
    return common


def ask(model: TrainedModel, features: tuple[Feature, ...], held_out: HeldOut) -> Asked:
    """Asks a model about the held-out rows. Raises UserCodeProblem when it cannot answer."""
    frame = input_frame(held_out.columns, features)
    return Asked(model, frame, model.answers(frame, held_out.actual, held_out.labels))


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
