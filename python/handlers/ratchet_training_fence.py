"""The ledger's row of a training: which statement may still count, and what came of it, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ratchet_request import Request

if TYPE_CHECKING:
    from snowflake.snowpark import Session


class Fenced(Exception):
    """What a statement does no longer counts: its run is over, or a later statement has taken its place."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"RATCHET_FENCED: {sentence}")


@dataclass(frozen=True)
class _Training:
    fence: int
    result: str | None
    #: Of the run, RUNNING until it ends.
    state: str


def trained_once(session: Session, request: Request, train: Callable[[], dict[str, Any]]) -> str:
    """
    The result of the training that the request is about, as JSON. Calls `train` only while there is none, and
    stores what it gives unless another one was first. Raises Fenced, before or after `train`, when this
    statement may not count.
    """
    found = _result(session, request)
    if found is not None:
        return found
    _store(session, request, json.dumps(train(), sort_keys=True, allow_nan=False))
    stored = _result(session, request)
    if stored is None:
        raise RuntimeError(f"the {_name(request)} has no result after it was stored")
    return stored


def require_trained(session: Session, request: Request, artifact_sha256: str) -> None:
    """Raises Fenced unless the run goes on and the training that the request is about gave this artifact."""
    training = _training_of(session, request)
    _require_running(request, training)
    result = json.loads(training.result or "{}")
    if result.get("artifactSha256") != artifact_sha256:
        raise Fenced(f"the artifact {artifact_sha256} is not what the {_name(request)} gave")


def _result(session: Session, request: Request) -> str | None:
    training = _training_of(session, request)
    if training.result is not None:
        return training.result
    _require_running(request, training)
    own = request.own["fence"]
    if own != training.fence:
        raise Fenced(
            f"the {_name(request)} has the fence {training.fence} by now and this statement {own}; "
            "a later one has taken its place"
        )
    return None


def _candidate(request: Request) -> list[str]:
    """The one of several candidates that it is about; empty for a run that trains one, which has no name."""
    name = request.own.get("candidateName")
    return [] if name is None else [name]


def _name(request: Request) -> str:
    whose = "".join(f" of the candidate {name}" for name in _candidate(request))
    return f"training{whose} of run {request.run_id}"


def _training_of(session: Session, request: Request) -> _Training:
    own, candidate = request.own, _candidate(request)
    statement = select_statement(own["trainingsTable"], own["runsTable"], of_candidate=bool(candidate))
    rows = session.sql(statement, params=[request.run_id, *candidate]).collect()
    if not rows:
        raise Fenced(f"the ledger knows no {_name(request)}")
    fence, result, state = rows[0].as_dict().values()
    return _Training(int(fence), result, state)


def _require_running(request: Request, training: _Training) -> None:
    if training.state != "RUNNING":
        raise Fenced(f"run {request.run_id} has ended as {training.state}; nothing of it counts any more")


def _store(session: Session, request: Request, result: str) -> None:
    own, candidate = request.own, _candidate(request)
    statement = update_statement(own["trainingsTable"], own["runsTable"], of_candidate=bool(candidate))
    values = [result, request.run_id, *candidate, own["fence"], request.run_id]
    session.sql(statement, params=values).collect()


def select_statement(trainings: str, runs: str, *, of_candidate: bool = False) -> str:
    condition = ' AND T."CANDIDATE" = ?' if of_candidate else ""
    return (
        f'SELECT T."FENCE", T."RESULT", R."STATE" FROM {trainings} AS T '
        f'JOIN {runs} AS R ON R."RUN_ID" = T."RUN_ID" WHERE T."RUN_ID" = ?{condition}'
    )


def update_statement(trainings: str, runs: str, *, of_candidate: bool = False) -> str:
    condition = ' AND "CANDIDATE" = ?' if of_candidate else ""
    # Keys are not enforced, so nothing is inserted: the Activity made the row, and two UPDATEs of it wait for
    # each other: https://docs.snowflake.com/en/sql-reference/transactions, resource locking.
    return (
        f'UPDATE {trainings} SET "RESULT" = ?, "ENDED_AT" = CURRENT_TIMESTAMP() '
        f'WHERE "RUN_ID" = ?{condition} AND "FENCE" = ? AND "RESULT" IS NULL '
        f'AND EXISTS (SELECT 1 FROM {runs} WHERE "RUN_ID" = ? AND "STATE" = \'RUNNING\')'
    )
