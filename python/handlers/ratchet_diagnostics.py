"""What a report draws and nobody judges: curves, importance, missing values. One row a run in the ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ratchet_champion import Asked
from ratchet_curves import binary_curves, confusion_pairs, regression_figures
from ratchet_data_evidence import DataEvidence, MeasuredFeature
from ratchet_evidence import merge_statement
from ratchet_importance import REPEATS, Importance, Question, drawn_rows, permutation_importance
from ratchet_label_curves import drawn_labels, label_curves
from ratchet_problems import UserCodeProblem
from ratchet_request import Request
from ratchet_scores import Scorer

if TYPE_CHECKING:
    from snowflake.snowpark import Session

_MOST_IMPORTANT = 30
#: About 100 bytes each: a report with more is no report.
_MOST_FEATURES = 1_000


def diagnostics_of(
    request: Request, scorer: Scorer, data: DataEvidence, candidate: Asked, champion: Asked | None
) -> dict[str, Any]:
    """
    The diagnostics as pipeline/diagnostics.ts reads them. `champion` None is one that cannot be compared.
    """
    return {
        "schemaVersion": 1,
        **_figures(scorer, candidate, champion),
        **_importance(request, scorer, data.features, candidate, champion),
        "features": [_feature(each) for each in data.features[:_MOST_FEATURES]],
    }


def store_diagnostics(session: Session, request: Request, diagnostics: dict[str, Any]) -> None:
    """Adds the run's row unless it is there, or the run has ended."""
    text = json.dumps(diagnostics, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    statement = merge_statement(request.own["diagnosticsTable"], request.own["runsTable"], ("DIAGNOSTICS",))
    session.sql(statement, params=[request.model, text, request.run_id]).collect()


def _figures(scorer: Scorer, candidate: Asked, champion: Asked | None) -> dict[str, Any]:
    if scorer.task == "multiclass":
        return _label_figures(scorer.labels, candidate, champion)
    if scorer.task == "regression":
        return _of_both("regression", regression_figures, candidate, champion)
    return _of_both("curves", binary_curves, candidate, champion)


def _label_figures(labels: Sequence[str], candidate: Asked, champion: Asked | None) -> dict[str, Any]:
    """Candidate and champion are drawn on the same labels."""
    drawn = drawn_labels(candidate.answers)
    return {
        **_of_both("confusion", lambda answers: confusion_pairs(answers, labels), candidate, champion),
        **_of_both("labelCurves", lambda answers: label_curves(answers, labels, drawn), candidate, champion),
    }


def _of_both(name: str, figure: Any, candidate: Asked, champion: Asked | None) -> dict[str, Any]:
    own = figure(candidate.answers)
    if own is None:
        return {}
    return {name: {"candidate": own, "champion": None if champion is None else figure(champion.answers)}}


def _importance(
    request: Request,
    scorer: Scorer,
    features: Sequence[MeasuredFeature],
    candidate: Asked,
    champion: Asked | None,
) -> dict[str, Any]:
    """What the candidate rests on most, and how much the champion rests on the same."""
    question = Question(scorer, request.own["primaryMetric"], request.seed)
    telling = sorted(features, key=lambda each: (-each.score, each.feature.name))
    names = [each.feature.name for each in telling]
    own = _importance_of(candidate, names, question)
    if own is None:
        return {}
    theirs = None if champion is None else _importance_of(champion, list(own.by_feature), question)
    of_champion = {} if theirs is None else theirs.by_feature
    largest = sorted(own.by_feature, key=lambda name: (-own.by_feature[name], name))[:_MOST_IMPORTANT]
    return {
        "importance": [
            {"feature": name, "candidate": own.by_feature[name], "champion": of_champion.get(name)}
            for name in largest
        ],
        "importanceOf": {
            "metric": question.metric,
            "rows": own.rows,
            "features": len(own.by_feature),
            "repeats": REPEATS,
        },
    }


def _importance_of(asked: Asked, names: Sequence[str], question: Question) -> Importance | None:
    """None where there is none. Permuted rows are made up: a model may fail on them and be a sound one."""
    drawn = drawn_rows(len(asked.frame), question.seed)
    frame = asked.frame.iloc[drawn].reset_index(drop=True)
    try:
        return permutation_importance(asked.model, frame, asked.answers.actual[drawn], names, question)
    except UserCodeProblem:
        return None


def _feature(measured: MeasuredFeature) -> dict[str, Any]:
    return {
        "name": measured.feature.name,
        "kind": measured.feature.kind,
        "nulls": {"train": measured.nulls_training, "test": measured.nulls_held_out},
        "distinct": measured.distinct,
    }
