"""Handler of the gate step: candidate and champion on the same held-out rows, and what leaked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ratchet_artifact import read_artifact
from ratchet_bootstrap import paired_gains
from ratchet_champion import Champion, answers_of, ask_champion
from ratchet_evidence import store_evidence, stored_evidence
from ratchet_frames import input_frame
from ratchet_held_out import HeldOut, read_held_out
from ratchet_leakage import leakage_of
from ratchet_parity import write_scores
from ratchet_request import Request, parse_request
from ratchet_scores import baseline_scores, scores_of
from ratchet_training_fence import Fenced, require_trained
from ratchet_weighted_scores import Answers

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
    candidate = read_artifact(session, own["candidate"]["artifact"], own["candidate"]["artifactSha256"]).model
    frame = input_frame(held_out.columns, request.features)
    answers = answers_of(candidate, frame, held_out)
    write_scores(
        session, own["scoresTable"], request.features, frame, answers.predictions, answers.probabilities
    )
    champion = ask_champion(session, request, held_out)
    positives = int(held_out.classes.sum())
    return {
        "schemaVersion": 1,
        "runId": request.run_id,
        "artifactSha256": own["candidate"]["artifactSha256"],
        "snapshot": own["snapshot"],
        "rows": {side.lower(): count for side, count in own["splitRows"].items()},
        "classes": {"positive": positives, "negative": len(held_out.classes) - positives},
        "candidate": _candidate(own["candidate"].get("selfReported"), answers),
        "champion": None if champion is None else champion.as_json(),
        "baseline": {"metrics": _baseline(held_out)},
        **_comparison(request, held_out, answers, champion),
        "leakage": leakage_of(session, request.table, request.entity, request.features),
    }


def _candidate(reported: dict[str, Any] | None, answers: Answers) -> dict[str, Any]:
    if reported is not None:
        return {"source": "self-reported", "metrics": reported}
    metrics = scores_of(answers.actual, answers.predictions, answers.probabilities)
    return {"source": "held-out", "metrics": metrics}


def _comparison(
    request: Request, held_out: HeldOut, answers: Answers, champion: Champion | None
) -> dict[str, Any]:
    """How sure the gain over the champion is; nothing where there is none to compare with."""
    if champion is None or isinstance(champion.answers, str):
        return {}
    gains = paired_gains(held_out.entities, answers, champion.answers, request.seed)
    return {"comparison": {metric: gain.as_json() for metric, gain in gains.items()}}


def _baseline(held_out: HeldOut) -> dict[str, Any]:
    return baseline_scores(held_out.training_positives, held_out.training_rows, held_out.classes)
