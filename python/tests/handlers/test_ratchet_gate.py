"""The evidence: candidate and champion on the same rows, written once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from snowflake.snowpark import Session

import ratchet_gate
import ratchet_lock
import ratchet_sample
import ratchet_training
from ratchet_answers import Answers
from ratchet_artifact import ArtifactChanged, read_artifact
from ratchet_data_evidence import measure_data
from ratchet_held_out import read_held_out
from ratchet_lock import LockBroken
from ratchet_problems import SourceDataProblem
from ratchet_request import parse_request
from ratchet_scores import BINARY
from ratchet_training_fence import Fenced
from tests.handlers.conftest import FEATURES, FOREST, answers_of, customers, open_run, request_text, side_of

NAMES = [item["name"] for item in FEATURES]
pytestmark = pytest.mark.usefixtures("stages", "ledger")


@pytest.fixture
def rows(session: Session, save: Callable[..., str], write_code: Callable[..., None]) -> Any:
    """A feature table, a ledger, and train.py beside the handlers."""
    frame = customers()
    save(frame)
    write_code(train=FOREST)
    session.sql(
        'CREATE TABLE "EVIDENCE" ("RUN_ID" VARCHAR, "MODEL" VARCHAR, "EVIDENCE" VARCHAR, '
        '"EVIDENCE_DIGEST" VARCHAR, "CREATED_AT" TIMESTAMP_LTZ)'
    ).collect()
    session.sql(
        'CREATE TABLE "DIAGNOSTICS" ("RUN_ID" VARCHAR, "MODEL" VARCHAR, "DIAGNOSTICS" VARCHAR, '
        '"CREATED_AT" TIMESTAMP_LTZ)'
    ).collect()
    return frame


def trained(session: Session, **members: Any) -> dict[str, Any]:
    answer = json.loads(ratchet_training.train(session, request_text(**open_run(session), **members)))
    return {name: answer[name] for name in ("artifact", "artifactSha256")}


def splits(frame: pd.DataFrame) -> dict[str, int]:
    return {str(side): int(count) for side, count in frame["RATCHET_SPLIT"].value_counts().items()}


def run_with(session: Session, candidate: dict[str, Any]) -> dict[str, Any]:
    """A run whose training gave the candidate."""
    return open_run(session, result=json.dumps(candidate))


def evaluate(
    session: Session, frame: pd.DataFrame, candidate: dict[str, Any], **members: Any
) -> dict[str, Any]:
    """Judges in a run of its own, unless `members` are those of one."""
    request: dict[str, Any] = {
        "candidate": {"selfReported": None, **candidate},
        "champion": None,
        "snapshot": "snapshot-1",
        "splitRows": splits(frame),
        "scoresTable": '"SCORES_T"',
        "evidenceTable": '"EVIDENCE"',
        "diagnosticsTable": '"DIAGNOSTICS"',
        "slices": [],
        "primaryMetric": "roc_auc",
        "noted": {},
    }
    run = {} if "run" in members else run_with(session, candidate)
    answer = json.loads(ratchet_gate.evaluate(session, request_text(**{**run, **request, **members})))
    assert answer["evidenceDigest"] == hashlib.sha256(answer["evidence"].encode()).hexdigest()
    return json.loads(answer["evidence"])


def champion(model: dict[str, Any], features: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"version": 3, "fence": 5, "features": features or FEATURES, **model}


def test_it_scores_the_held_out_rows_and_no_others(session: Session, rows: Any) -> None:
    candidate = trained(session)
    run = run_with(session, candidate)
    evidence = evaluate(session, rows, candidate, **run)
    test = rows[rows["RATCHET_SPLIT"] == "TEST"]
    model = read_artifact(session, candidate["artifact"], candidate["artifactSha256"]).model
    predictions, probabilities = answers_of(model, test)
    expected = BINARY.scores(
        Answers(test["LEFT_US"].to_numpy(), np.array(predictions), np.array(probabilities))
    )
    assert evidence["candidate"]["source"] == "held-out"
    assert evidence["candidate"]["metrics"] == pytest.approx(expected, abs=1e-12)
    assert evidence["classes"] == {
        "positive": test["LEFT_US"].sum(),
        "negative": (test["LEFT_US"] == 0).sum(),
    }
    assert evidence["rows"] == {side.lower(): count for side, count in splits(rows).items()}
    assert evidence["baseline"]["metrics"]["balanced_accuracy"] == 0.5
    share = rows[rows["RATCHET_SPLIT"] == "TRAIN"]["LEFT_US"].mean()
    brier = ((test["LEFT_US"] - share) ** 2).mean()
    assert evidence["baseline"]["metrics"]["brier"] == pytest.approx(brier, abs=1e-12)
    assert evidence["champion"] is None
    assert (evidence["runId"], evidence["snapshot"]) == (run["run"]["id"], "snapshot-1")
    assert evidence["artifactSha256"] == candidate["artifactSha256"]


def test_the_ledger_gets_one_row_and_a_retry_gets_the_same_evidence(session: Session, rows: Any) -> None:
    candidate = trained(session)
    run = run_with(session, candidate)
    once = evaluate(session, rows, candidate, **run)
    again = evaluate(session, rows, candidate, snapshot="another", **run)
    assert again == once
    stored = session.table('"EVIDENCE"').collect()
    assert [(row["RUN_ID"], row["MODEL"]) for row in stored] == [(run["run"]["id"], "churn")]
    assert json.loads(str(stored[0]["EVIDENCE"])) == once


def test_the_champion_is_scored_on_the_same_rows(session: Session, rows: Any) -> None:
    candidate = trained(session)
    evidence = evaluate(session, rows, candidate, champion=champion(candidate))
    assert evidence["champion"] == {"version": 3, "fence": 5, "metrics": evidence["candidate"]["metrics"]}


def test_each_model_has_the_threshold_that_it_decides_by(session: Session, rows: Any) -> None:
    cost = {"falsePositive": 1, "falseNegative": 30}
    decided = trained(session, cost=cost)
    threshold = read_artifact(session, decided["artifact"], decided["artifactSha256"]).model.threshold
    assert threshold is not None
    evidence = evaluate(session, rows, trained(session), champion=champion(decided))
    assert evidence["champion"]["threshold"] == threshold
    assert "threshold" not in evidence
    evidence = evaluate(session, rows, decided, champion=champion(trained(session)), cost=cost)
    assert evidence["threshold"] == threshold
    assert "threshold" not in evidence["champion"]


def test_a_champion_with_fewer_features_is_scored_on_its_own(session: Session, rows: Any) -> None:
    older = trained(session, features=FEATURES[:2])
    evidence = evaluate(session, rows, trained(session), champion=champion(older, FEATURES[:2]))
    assert evidence["champion"]["metrics"]["roc_auc"] > 0.5


def test_the_gain_over_the_champion_has_an_interval(session: Session, rows: Any) -> None:
    small = {"n_estimators": 1, "max_depth": 1}
    candidate, weaker = trained(session), trained(session, params=small)

    evidence = evaluate(session, rows, candidate, champion=champion(weaker))

    gain = evidence["candidate"]["metrics"]["roc_auc"] - evidence["champion"]["metrics"]["roc_auc"]
    quantiles = evidence["comparison"]["roc_auc"]["quantiles"]
    assert quantiles["0.025"] < gain < quantiles["0.975"]
    assert set(evidence["comparison"]) == set(evidence["candidate"]["metrics"])
    again = evaluate(session, rows, candidate, champion=champion(weaker))
    assert again["comparison"] == evidence["comparison"]


def test_without_a_champion_there_is_nothing_to_compare(session: Session, rows: Any) -> None:
    assert "comparison" not in evaluate(session, rows, trained(session))


def test_a_champion_of_another_split_is_compared_on_the_rows_that_it_has_not_seen(
    session: Session, rows: Any
) -> None:
    small = {"n_estimators": 1, "max_depth": 1}
    candidate, weaker = trained(session), trained(session, params=small)
    own = {"salt": "ratchet", "before": "33333333"}
    other = {**champion(weaker), "holdOut": {"salt": "last-year", "before": "c0000000"}}

    evidence = evaluate(session, rows, candidate, champion=other, holdOut=own, slices=["PLAN"])

    test = rows[rows["RATCHET_SPLIT"] == "TEST"]
    unseen = [side_of(entity, test=0.75, salt="last-year") == "TEST" for entity in test["CUSTOMERID"]]
    common = test[unseen]
    assert 0 < len(common) < len(test)
    for model, found in (
        (candidate, evidence["champion"]["common"]["candidate"]),
        (weaker, evidence["champion"]["metrics"]),
    ):
        stored = read_artifact(session, model["artifact"], model["artifactSha256"]).model
        predictions, probabilities = answers_of(stored, common)
        answers = Answers(common["LEFT_US"].to_numpy(), np.array(predictions), np.array(probabilities))
        assert found == pytest.approx(BINARY.scores(answers), abs=1e-12)
    assert evidence["champion"]["common"]["rows"] == len(common)
    assert {part["value"]: part["common"]["rows"] for part in evidence["slices"]} == {
        value: int((common["PLAN"].isna() if value is None else common["PLAN"] == value).sum())
        for value in ("monthly", "yearly", None)
    }
    alone = evaluate(session, rows, candidate)
    assert evidence["candidate"] == alone["candidate"]
    gain = evidence["champion"]["common"]["candidate"]["roc_auc"] - evidence["champion"]["metrics"]["roc_auc"]
    quantiles = evidence["comparison"]["roc_auc"]["quantiles"]
    assert quantiles["0.01"] <= gain <= quantiles["0.99"]


def test_a_champion_that_may_have_seen_all_rows_is_not_compared(session: Session, rows: Any) -> None:
    candidate = trained(session)
    own = {"salt": "ratchet", "before": "33333333"}
    seen = {**champion(candidate), "holdOut": {"salt": "ratchet", "before": "00000001"}}
    evidence = evaluate(session, rows, candidate, champion=seen, holdOut=own)
    assert evidence["champion"]["notComparable"].endswith(
        "only 0 were held out from it too, all of them with one target"
    )
    unlike = {"salt": "another", "before": "33333333"}
    evidence = evaluate(session, rows, candidate, champion=seen, holdOut=unlike)
    assert evidence["champion"]["notComparable"].startswith("its split was another one, and the entities")


def test_a_champion_whose_features_are_gone_or_changed_is_not_compared(session: Session, rows: Any) -> None:
    candidate = trained(session)
    gone = champion(candidate, [*FEATURES, {"name": "REGION", "kind": "text"}])
    assert evaluate(session, rows, candidate, champion=gone)["champion"] == {
        "version": 3,
        "fence": 5,
        "notComparable": "it needs REGION, which the feature table no longer has",
    }
    changed = champion(candidate, [{"name": "PLAN", "kind": "number"}, *FEATURES[1:]])
    evidence = evaluate(session, rows, candidate, champion=changed)
    expected = "these features changed their type: PLAN (then number, now text)"
    assert evidence["champion"]["notComparable"] == expected


def test_self_reported_scores_are_marked_and_compared_with_nothing(session: Session, rows: Any) -> None:
    candidate = trained(session)
    reported = {**candidate, "selfReported": {"accuracy": 0.99}}
    evidence = evaluate(session, rows, reported, champion=champion(candidate))
    assert evidence["candidate"] == {"source": "self-reported", "metrics": {"accuracy": 0.99}}
    assert evidence["champion"]["notComparable"].startswith("the candidate's scores are self-reported")
    held_out = session.sql('SELECT COUNT(*) FROM "SCORES_T" WHERE "RATCHET_GOLDEN" IS NULL').collect()
    assert held_out[0][0] == splits(rows)["TEST"]


def test_a_model_that_was_exchanged_is_not_judged(session: Session, rows: Any) -> None:
    candidate = trained(session)
    with pytest.raises(ArtifactChanged):
        evaluate(session, rows, {**candidate, "artifactSha256": "0" * 64})
    with pytest.raises(ArtifactChanged):
        evaluate(session, rows, candidate, champion=champion({**candidate, "artifactSha256": "0" * 64}))
    assert session.table('"EVIDENCE"').count() == 0


@pytest.mark.parametrize(
    ("features", "difference"),
    [
        (FEATURES[::-1], "in another order"),
        (FEATURES[:2], r"without IS_PAPERLESS \(boolean\)"),
        ([*FEATURES[:2], {"name": "IS_PAPERLESS", "kind": "text"}], r"with IS_PAPERLESS \(text\)"),
    ],
)
def test_a_model_of_other_features_than_the_tables_is_not_judged(
    session: Session, rows: Any, features: list[dict[str, str]], difference: str
) -> None:
    candidate = trained(session)
    with pytest.raises(
        LockBroken, match=f"RATCHET_LOCK_BROKEN: found features .*{difference}, expected those"
    ):
        evaluate(session, rows, candidate, features=features)
    assert session.table('"EVIDENCE"').count() == 0


def test_a_model_of_another_python_or_package_is_not_judged(
    session: Session, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = trained(session)
    version = ratchet_lock.metadata.version
    changed = {"joblib": "0.1"}
    monkeypatch.setattr(ratchet_lock.platform, "python_version_tuple", lambda: ("3", "9", "18"))
    monkeypatch.setattr(ratchet_lock.metadata, "version", lambda name: changed.get(name) or version(name))
    with pytest.raises(LockBroken, match=r"found Python 3\.9, joblib 0\.1, expected Python 3\.\d+, joblib "):
        evaluate(session, rows, candidate)
    assert session.table('"EVIDENCE"').count() == 0


def test_the_golden_rows_stand_beside_the_held_out_ones(session: Session, rows: Any) -> None:
    candidate = trained(session)
    evidence = evaluate(session, rows, candidate)
    stored: Any = session.sql('SELECT * FROM "SCORES_T" WHERE "RATCHET_GOLDEN" IS NOT NULL').to_pandas()
    assert evidence["golden"] == {"rows": len(stored), "unanswered": []}
    whole = stored[stored["RATCHET_GOLDEN"] == "every feature is NULL"]
    assert len(whole) == 1
    assert whole[NAMES].isna().all(axis=None)
    assert stored["RATCHET_PREDICTION"].isin([0, 1]).all()


def test_a_run_that_has_ended_is_not_judged(session: Session, rows: Any) -> None:
    candidate = trained(session)
    run = open_run(session, state="CANCELLED", result=json.dumps(candidate))
    with pytest.raises(Fenced, match="has ended as CANCELLED"):
        evaluate(session, rows, candidate, **run)
    assert session.table('"EVIDENCE"').count() == 0
    assert session.sql("SHOW TABLES LIKE 'SCORES_T'").collect() == []


def test_a_run_that_ends_while_it_is_judged_gets_no_evidence(
    session: Session, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = trained(session)
    run = run_with(session, candidate)
    leakage_of = ratchet_gate.leakage_of

    def ends(*arguments: Any) -> dict[str, Any]:
        session.sql("""UPDATE "RUNS" SET "STATE" = 'CANCELLED'""").collect()
        return leakage_of(*arguments)

    monkeypatch.setattr(ratchet_gate, "leakage_of", ends)
    with pytest.raises(Fenced, match="ended while its candidate was judged"):
        evaluate(session, rows, candidate, **run)
    assert session.table('"EVIDENCE"').count() == 0


def test_only_what_the_training_of_the_run_gave_is_judged(session: Session, rows: Any) -> None:
    candidate = trained(session)
    for run in (open_run(session), run_with(session, {**candidate, "artifactSha256": "0" * 64})):
        with pytest.raises(Fenced, match=r"is not what the training of run .* gave"):
            evaluate(session, rows, candidate, **run)
    assert session.table('"EVIDENCE"').count() == 0


def test_rows_that_came_or_went_since_the_features_step_are_noticed(session: Session, rows: Any) -> None:
    candidate = trained(session)
    session.sql("""DELETE FROM "FEATURES_T" WHERE "RATCHET_SPLIT" = 'TEST'""").collect()
    with pytest.raises(SourceDataProblem, match="found 0 held-out rows in the feature table, expected"):
        evaluate(session, rows, candidate)


def test_the_scores_table_keeps_types_nulls_and_every_digit(session: Session, rows: Any) -> None:
    candidate = trained(session)
    evaluate(session, rows, candidate)
    types = {row["name"]: row["type"] for row in session.sql('DESCRIBE TABLE "SCORES_T"').collect()}
    assert [types[name].split("(")[0] for name in NAMES] == ["VARCHAR", "FLOAT", "BOOLEAN"]
    assert (types["RATCHET_PREDICTION"], types["RATCHET_PROBABILITY"]) == ("FLOAT", "FLOAT")
    stored: Any = session.table('"SCORES_T"').to_pandas()
    model = read_artifact(session, candidate["artifact"], candidate["artifactSha256"]).model
    assert (
        stored["PLAN"].isna().any() and stored["IS_PAPERLESS"].isna().any() and stored["MONTHS"].isna().any()
    )
    assert (stored["RATCHET_PREDICTION"].tolist(), stored["RATCHET_PROBABILITY"].tolist()) == answers_of(
        model, stored
    )


def test_slices_are_scored_for_both_models_on_the_same_rows(session: Session, rows: Any) -> None:
    candidate = trained(session)
    weaker = trained(session, params={"n_estimators": 1, "max_depth": 1})
    evidence = evaluate(session, rows, candidate, champion=champion(weaker), slices=["PLAN"])
    test = rows[rows["RATCHET_SPLIT"] == "TEST"]
    found = {part["value"]: part for part in evidence["slices"]}
    assert {value: part["rows"] for value, part in found.items()} == {
        "monthly": int((test["PLAN"] == "monthly").sum()),
        "yearly": int((test["PLAN"] == "yearly").sum()),
        None: int(test["PLAN"].isna().sum()),
    }
    for model, who in ((candidate, "candidate"), (weaker, "champion")):
        stored = read_artifact(session, model["artifact"], model["artifactSha256"]).model
        part = test[test["PLAN"] == "yearly"]
        predictions, probabilities = map(np.array, answers_of(stored, part))
        expected = BINARY.scores(Answers(part["LEFT_US"].to_numpy(dtype=float), predictions, probabilities))
        assert found["yearly"][who] == pytest.approx(expected, abs=1e-12)


def test_a_slice_by_a_column_that_is_not_there_is_said(session: Session, rows: Any) -> None:
    with pytest.raises(SourceDataProblem, match="found no column REGION in the feature table"):
        evaluate(session, rows, trained(session), slices=["REGION"])


def test_what_the_data_says_is_in_the_evidence(session: Session, rows: Any) -> None:
    evidence = evaluate(session, rows, trained(session), noted={"looks": 3})
    sides = {side: rows[rows["RATCHET_SPLIT"] == side] for side in ("TRAIN", "TEST")}
    assert {side: evidence["labelRate"][side.lower()] for side in sides} == {
        side: pytest.approx(part["LEFT_US"].mean()) for side, part in sides.items()
    }
    assert 0.03 < evidence["labelRate"]["byChance"] < 0.3
    drift = [each["psi"] for each in evidence["drift"]]
    assert sorted(each["feature"] for each in evidence["drift"]) == sorted(NAMES)
    assert drift == sorted(drift, reverse=True) and 0 < drift[0] < 0.25
    best = evidence["singleFeatures"][0]
    assert (best["feature"], len(evidence["singleFeatures"])) == ("PLAN", 3)
    means = sides["TRAIN"].groupby("PLAN", dropna=False)["LEFT_US"].mean()
    alone = roc_auc_score(sides["TEST"]["LEFT_US"], sides["TEST"]["PLAN"].map(means))
    assert best["score"] == pytest.approx(alone, abs=0.01)
    assert evidence["calibration"]["champion"] is None
    assert 0 <= evidence["calibration"]["candidate"]["error"] < 0.2
    assert evidence["looks"] == 3
    assert "slices" not in evidence


def test_a_feature_that_drifted_comes_first(session: Session, rows: Any, save: Callable[..., str]) -> None:
    candidate = trained(session)
    moved = rows.assign(MONTHS=rows["MONTHS"] + 40 * (rows["RATCHET_SPLIT"] == "TEST"))
    save(moved)
    first = evaluate(session, moved, candidate)["drift"][0]
    assert first["feature"] == "MONTHS" and first["psi"] > 0.25


def test_the_ledger_gets_one_row_of_diagnostics(session: Session, rows: Any) -> None:
    candidate = trained(session)
    run = run_with(session, candidate)
    evidence = evaluate(session, rows, candidate, champion=champion(candidate), **run)
    evaluate(session, rows, candidate, champion=champion(candidate), **run)
    stored = session.table('"DIAGNOSTICS"').collect()
    assert [(row["RUN_ID"], row["MODEL"]) for row in stored] == [(run["run"]["id"], "churn")]
    found = json.loads(str(stored[0]["DIAGNOSTICS"]))
    assert found["curves"]["champion"] == found["curves"]["candidate"]
    confusion = found["curves"]["candidate"]["confusion"]
    right = confusion["truePositive"] + confusion["trueNegative"]
    assert right / splits(rows)["TEST"] == pytest.approx(evidence["candidate"]["metrics"]["accuracy"])
    assert found["importance"][0]["feature"] == "PLAN"
    assert all(each["champion"] == each["candidate"] for each in found["importance"])
    assert found["importanceOf"] == {
        "metric": "roc_auc",
        "rows": splits(rows)["TEST"],
        "features": 3,
        "repeats": 1,
    }
    by_name = {each["name"]: each for each in found["features"]}
    assert [*by_name] == NAMES
    test = rows[rows["RATCHET_SPLIT"] == "TEST"]
    assert by_name["MONTHS"]["nulls"]["test"] == pytest.approx(test["MONTHS"].isna().mean())


def test_a_model_with_several_labels_leaves_the_curves_of_each(session: Session, rows: Any) -> None:
    labels = {"task": "multiclass", "target": {"column": "LEFT_US"}, "primaryMetric": "f1_macro"}
    candidate = trained(session, **labels)
    evidence = evaluate(session, rows, candidate, champion=champion(candidate), **labels)
    found = json.loads(str(session.table('"DIAGNOSTICS"').collect()[0]["DIAGNOSTICS"]))
    curves = found["labelCurves"]
    assert curves["champion"] == curves["candidate"]
    own = curves["candidate"]
    assert {curve["label"]: curve["rows"] for curve in own["roc"]} == evidence["labels"]
    areas = [curve["area"] for curve in own["roc"]]
    assert np.mean(areas) == pytest.approx(evidence["candidate"]["metrics"]["roc_auc_ovr"])
    error = sum(each["rows"] * abs(each["predicted"] - each["observed"]) for each in own["calibration"])
    assert error / splits(rows)["TEST"] == pytest.approx(evidence["calibration"]["candidate"]["error"])


def test_a_run_that_has_ended_has_no_diagnostics(session: Session, rows: Any) -> None:
    candidate = trained(session)
    with pytest.raises(Fenced):
        evaluate(
            session, rows, candidate, **open_run(session, state="CANCELLED", result=json.dumps(candidate))
        )
    assert session.table('"DIAGNOSTICS"').count() == 0


def test_of_many_rows_a_sample_of_entities_is_measured(
    session: Session, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_out = read_held_out(session, parse_request(text := sample_request(rows)))
    monkeypatch.setattr(ratchet_sample, "_MOST_ROWS", 100)
    request = parse_request(text)
    sample = ratchet_sample.read_sample(session, request, held_out)
    again = ratchet_sample.read_sample(session, request, held_out)
    other = ratchet_sample.read_sample(session, parse_request(sample_request(rows, seed=1)), held_out)
    outside = int((~sample.is_held_out).sum())
    assert 70 < outside < 130 and int(sample.is_held_out.sum()) == 100
    assert sample.coverage == pytest.approx((outside + 100) / len(rows))
    assert sorted(sample.entities) == sorted(again.entities)
    assert set(sample.entities[~sample.is_held_out]) != set(other.entities[~other.is_held_out])
    sides = dict(zip(rows["CUSTOMERID"], rows["RATCHET_SPLIT"], strict=True))
    found = [sides[entity] for entity in sample.entities]
    assert [side == "TRAIN" for side in found] == sample.is_training.tolist()
    assert [side == "TEST" for side in found] == sample.is_held_out.tolist()
    classes = dict(zip(rows["CUSTOMERID"], rows["LEFT_US"], strict=True))
    assert [classes[entity] for entity in sample.entities] == sample.actual.tolist()


def test_a_sample_has_a_training_row_whatever_entities_are_drawn(
    session: Session, rows: Any, save: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two large entities outside the hold-out: by some seeds neither of them is drawn, by others one.
    side = rows["RATCHET_SPLIT"]
    entities = rows["CUSTOMERID"].mask(side == "TRAIN", "LARGE").mask(side == "VALIDATION", "OTHER")
    large = rows.assign(CUSTOMERID=entities)
    save(large)
    monkeypatch.setattr(ratchet_sample, "_MOST_ROWS", 10)
    drawn: list[set[str]] = []
    for seed in range(6):
        request = parse_request(sample_request(large, seed=seed))
        sample = ratchet_sample.read_sample(session, request, read_held_out(session, request))
        assert int(sample.is_training.sum()) == splits(rows)["TRAIN"]
        measured = measure_data(sample, request.features, request.task)
        json.dumps(measured.as_json(), allow_nan=False)
        drawn.append(set(sample.entities[~sample.is_held_out]))
    # Where the first share that has a training row is not all rows, no more are read.
    assert {"LARGE"} in drawn


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_without_a_row_to_train_on_nothing_is_judged(
    session: Session, rows: Any, save: Callable[..., str], task: str
) -> None:
    untrained = rows.assign(RATCHET_SPLIT=rows["RATCHET_SPLIT"].replace("TRAIN", "VALIDATION"))
    save(untrained)
    with pytest.raises(
        SourceDataProblem, match="found no rows to train on in the feature table, expected some"
    ):
        read_held_out(session, parse_request(sample_request(untrained, task=task)))


@pytest.mark.parametrize("number", ["NaN", "inf", "-inf"])
@pytest.mark.parametrize("side", ["TRAIN", "VALIDATION", "TEST"])
def test_a_target_that_is_no_finite_number_is_refused_on_every_side(
    session: Session, rows: Any, side: str, number: str
) -> None:
    session.sql(
        'CREATE TABLE "NUMBERS_T" AS SELECT "CUSTOMERID", "PLAN", "IS_PAPERLESS", "RATCHET_SPLIT", '
        f'IFF("RATCHET_SPLIT" = \'{side}\', \'{number}\'::FLOAT, "LEFT_US"::FLOAT) AS "MONTHS" '
        'FROM "FEATURES_T"'
    ).collect()
    members = {"task": "regression", "target": {"column": "MONTHS"}, "table": '"NUMBERS_T"'}
    found = f"found {splits(rows)[side]} rows whose target MONTHS is no finite number, expected none"
    with pytest.raises(SourceDataProblem, match=found):
        read_held_out(session, parse_request(sample_request(rows, **members)))
    if side == "VALIDATION":
        with pytest.raises(SourceDataProblem, match=found):
            trained(session, **members, features=[FEATURES[0], FEATURES[2]])


def sample_request(frame: pd.DataFrame, **members: Any) -> str:
    return request_text(champion=None, splitRows=splits(frame), **members)
