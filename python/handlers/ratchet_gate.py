"""Handler of the gate step: candidate and champion on the same held-out rows, and what leaked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from ratchet_answers import Answers
from ratchet_artifact import read_artifact
from ratchet_bootstrap import paired_gains
from ratchet_champion import Champion, answers_of, ask_champion
from ratchet_evidence import store_evidence, stored_evidence
from ratchet_frames import input_frame
from ratchet_held_out import HeldOut, read_held_out
from ratchet_leakage import leakage_of
from ratchet_parity import write_scores
from ratchet_request import Request, parse_request
from ratchet_scores import Scorer
from ratchet_training_fence import Fenced, require_trained

if TYPE_CHECKING:
    from snowflake.snowpark import Session


def evaluate(session: Session, request_text: str) -> str:
    """
    Gathers the evidence about a candidate. A run that was judged before gets the evidence of that time.
    Raises Fenced when the run has ended, or when its training gave another candidate.
    """
    request = parse_request(request_text)
    ledger = request.own["evidenceTable"]
    found = stored_evidence(session, ledger, request.run_id)
    if found is None:
        require_trained(session, request, request.own["candidate"]["artifactSha256"])
        store_evidence(session, request, _gather(session, request))
        found = stored_evidence(session, ledger, request.run_id)
    if found is None:
        raise Fenced(f"run {request.run_id} ended while its candidate was judged")
    return json.dumps({"evidence": found.text, "evidenceDigest": found.digest})


def _gather(session: Session, request: Request) -> dict[str, Any]:
    own = request.own
    held_out = read_held_out(session, request)
    candidate = read_artifact(
        session,
        own["candidate"]["artifact"],
        own["candidate"]["artifactSha256"],
        lambda lock: lock.check(request.features),
    ).model
    frame = input_frame(held_out.columns, request.features)
    answers = answers_of(candidate, frame, held_out)
    write_scores(session, own["scoresTable"], request.features, frame, answers, held_out.labels)
    champion = ask_champion(session, request, held_out)
    scorer = Scorer.of(request, held_out.labels)
    return {
        "schemaVersion": 1,
        "runId": request.run_id,
        "artifactSha256": own["candidate"]["artifactSha256"],
        "snapshot": own["snapshot"],
        "rows": {side.lower(): count for side, count in own["splitRows"].items()},
        "task": request.task,
        **_class_rows(request.task, held_out),
        **({} if candidate.threshold is None else {"threshold": candidate.threshold}),
        "candidate": _candidate(own["candidate"].get("selfReported"), answers, scorer),
        "champion": None if champion is None else champion.as_json(scorer),
        "baseline": {"metrics": scorer.baseline(held_out.typical, held_out.actual)},
        **_comparison(request, held_out, answers, champion, scorer),
        "leakage": leakage_of(session, request.table, request.entity, request.features),
    }


def _class_rows(task: str, held_out: HeldOut) -> dict[str, Any]:
    """How many held-out rows each class has; nothing in a regression."""
    if task == "regression":
        return {}
    if task == "multiclass":
        rows = np.bincount(held_out.actual.astype("int64"), minlength=len(held_out.labels))
        return {"labels": dict(zip(held_out.labels, rows.tolist(), strict=True))}
    positives = int(held_out.actual.sum())
    return {"classes": {"positive": positives, "negative": len(held_out.actual) - positives}}


def _candidate(reported: dict[str, Any] | None, answers: Answers, scorer: Scorer) -> dict[str, Any]:
    if reported is not None:
        return {"source": "self-reported", "metrics": reported}
    return {"source": "held-out", "metrics": scorer.scores(answers)}


def _comparison(
    request: Request, held_out: HeldOut, answers: Answers, champion: Champion | None, scorer: Scorer
) -> dict[str, Any]:
    """How sure the gain over the champion is; nothing where there is none to compare with."""
    if champion is None or isinstance(champion.answers, str):
        return {}
    gains = paired_gains(held_out.entities, answers, champion.answers, request.seed, scorer)
    return {"comparison": {metric: gain.as_json() for metric, gain in gains.items()}}
