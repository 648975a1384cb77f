"""Handler of the gate step: candidate and champion on the same held-out rows, and what the data says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ratchet_answers import Answers
from ratchet_artifact import read_artifact
from ratchet_bootstrap import paired_gains
from ratchet_calibration import calibration_of
from ratchet_champion import Champion, ask, ask_champion
from ratchet_data_evidence import measure_data
from ratchet_diagnostics import diagnostics_of, store_diagnostics
from ratchet_evidence import store_evidence, stored_evidence
from ratchet_golden import ask_golden
from ratchet_held_out import HeldOut, read_held_out
from ratchet_hold_out import Rows
from ratchet_label_rate import label_rate, label_shares
from ratchet_leakage import leakage_of
from ratchet_parity import write_scores
from ratchet_request import Request, parse_request
from ratchet_sample import read_sample
from ratchet_scores import Scorer
from ratchet_slices import slice_scores
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
    """The evidence; what a report draws beside it is in the ledger before it."""
    own = request.own
    held_out = read_held_out(session, request)
    model = read_artifact(
        session,
        own["candidate"]["artifact"],
        own["candidate"]["artifactSha256"],
        lambda lock: lock.check(request.features),
    ).model
    candidate = ask(model, request.features, held_out)
    answers, labels = candidate.answers, held_out.labels
    golden = ask_golden(model, candidate.frame)
    write_scores(session, own["scoresTable"], request.features, candidate.frame, answers, labels, golden)
    scorer = Scorer.of(request, labels)
    champion = ask_champion(session, request, held_out, scorer)
    compared = None if champion is None else champion.asked
    theirs = None if compared is None else compared.answers
    common = None if champion is None else champion.common
    data = measure_data(read_sample(session, request, held_out), request.features, request.task)
    # No two rows would be alike in an identifier.
    telling = [feature for feature in request.features if feature.name not in data.identifiers]
    evidence = {
        "schemaVersion": 1,
        "runId": request.run_id,
        "artifactSha256": own["candidate"]["artifactSha256"],
        "snapshot": own["snapshot"],
        "rows": {side.lower(): count for side, count in own["splitRows"].items()},
        "task": request.task,
        **_class_rows(request.task, held_out),
        **({} if model.threshold is None else {"threshold": model.threshold}),
        "candidate": _candidate(own["candidate"].get("selfReported"), answers, scorer),
        "champion": None if champion is None else champion.as_json(scorer, answers),
        "baseline": {"metrics": scorer.baseline(held_out.typical, held_out.actual)},
        **_comparison(request, held_out, answers, champion, scorer),
        "leakage": leakage_of(session, request.table, request.entity, telling),
        **_slices(own["slices"], held_out, scorer, answers, theirs, common),
        **_calibration(request.task, answers, theirs),
        **_label_rate(request, held_out),
        # A request of an older Worker names none.
        **data.as_json(own.get("driftFeatures", ())),
        "golden": golden.as_json(),
        **own["noted"],
    }
    store_diagnostics(session, request, diagnostics_of(request, scorer, data, candidate, compared))
    return evidence


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
    if champion is None or champion.asked is None:
        return {}
    entities, own = champion.beside(held_out.entities), champion.beside(answers)
    gains = paired_gains(entities, own, champion.asked.answers, request.seed, scorer)
    return {"comparison": {metric: gain.as_json() for metric, gain in gains.items()}}


def _slices(
    names: Sequence[str],
    held_out: HeldOut,
    scorer: Scorer,
    answers: Answers,
    theirs: Answers | None,
    common: Rows | None,
) -> dict[str, Any]:
    if not names:
        return {}
    columns, entities = held_out.columns, held_out.entities
    return {"slices": slice_scores(columns, names, entities, scorer, answers, theirs, common)}


def _calibration(task: str, answers: Answers, theirs: Answers | None) -> dict[str, Any]:
    if task == "regression":
        return {}
    champion = None if theirs is None else calibration_of(task, theirs)
    return {"calibration": {"candidate": calibration_of(task, answers), "champion": champion}}


def _label_rate(request: Request, held_out: HeldOut) -> dict[str, Any]:
    training_rows = request.own["splitRows"]["TRAIN"]
    if request.task == "multiclass":
        return {"labelRate": label_shares(held_out.labels, held_out.typical, training_rows, held_out.actual)}
    rate = label_rate(request.task, float(held_out.typical[0]), training_rows, held_out.actual)
    return {"labelRate": rate}
