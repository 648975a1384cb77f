import { commonRows } from '../../pipeline/compared-scores.js';
import type { Recipe, RecordedResult } from '../../pipeline/decision.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { judgedOnText } from '../../pipeline/judged-on.js';
import type { Score, Scores } from '../../pipeline/metrics.js';
import type { ConfidenceInterval, Verdict } from '../../pipeline/verdict.js';
import type { Temporal } from '../connect.js';
import { runReference, type RunReference } from '../runs/run-reference.js';
import type { Judged } from './judged.js';

/** One rule, as it was judged. */
export interface ExplainedRule {
  /** A metric, a check, or a slice with its metric. */
  readonly subject: string;
  readonly rule: string;
  readonly candidate: Score;
  readonly champion: Score;
  /** How far on the right side of the rule, in units of the number; null where there is no bound to measure from. */
  readonly margin: number | null;
  /** Of the gain over the champion; null where the rule asks for no confidence. */
  readonly interval: ConfidenceInterval | null;
  readonly result: RecordedResult['result'];
  readonly reason: string;
}

/** Why a run ended as it did: what `ratchet explain -o json` writes. Keys are added to it, none is taken away. */
export interface Explanation {
  readonly schemaVersion: 1;
  readonly run: RunReference & {
    readonly trigger: string;
    readonly startedBy: string;
    readonly reason: string | null;
    readonly startedAt: string;
    readonly endedAt: string | null;
    /** How it ended, for example PROMOTED. */
    readonly state: string;
    readonly version: number | null;
  };
  /** Of the gate; a candidate that passed may still not have been promoted. */
  readonly verdict: Verdict['kind'] | null;
  /** Why it was kept back: by the gate, or else by what came after it. */
  readonly reasons: readonly string[];
  /** Empty for a run of before decisions were recorded. */
  readonly rules: readonly ExplainedRule[];
  readonly champion: { readonly version: number; readonly notComparable: string | null } | null;
  /** The rows that were held out from a champion of another split too, and how the candidate scores on them. */
  readonly common: { readonly rows: number; readonly candidate: Scores } | null;
  readonly heldOutRows: number | null;
  /** Whose scores were judged: on rows of ours, or the training procedure's own; null where the evidence does not tell. */
  readonly source: Evidence['candidate']['source'] | null;
  /** On which rows, in one sentence; null when the evidence cannot be read. */
  readonly judgedOn: string | null;
  readonly decidedAt: string | null;
  readonly policyDigest: string | null;
  readonly policy: GatePolicy | null;
  readonly evidenceDigest: string | null;
  readonly recipe: Recipe | null;
  /** What does not fit its digest, or cannot be read. */
  readonly problems: readonly string[];
}

/** Puts together what the ledger says of a judged run. */
export function explanationOf(
  temporal: Pick<Temporal, 'webUiUrl' | 'namespace'>,
  judged: Judged,
): Explanation {
  const { run, record, policy, evidence, verdict, problems } = judged;
  const { trigger, startedBy, reason, startedAt, endedAt, state, version, decision } = run;
  const ofGate = record?.reasons ?? [];
  return {
    schemaVersion: 1,
    run: {
      ...runReference(temporal, run),
      trigger,
      startedBy,
      reason,
      startedAt,
      endedAt,
      state,
      version,
    },
    verdict,
    reasons: ofGate.length > 0 ? ofGate : run.reasons,
    rules: (record?.results ?? []).map(explainedRule),
    champion: championOf(evidence?.champion ?? null),
    common: evidence === null ? null : commonRows(evidence),
    heldOutRows: evidence?.rows.test ?? null,
    source: evidence?.candidate.source ?? null,
    judgedOn: evidence === null && run.evidence !== null ? null : judgedOnText(evidence),
    decidedAt: decision?.decidedAt ?? null,
    policyDigest: decision?.policyDigest ?? null,
    policy,
    evidenceDigest: run.evidenceDigest,
    recipe: record?.recipe ?? null,
    problems,
  };
}

function explainedRule({ margin, interval, ...judged }: RecordedResult): ExplainedRule {
  const { subject, rule, candidate, champion, result, reason } = judged;
  return {
    subject,
    rule,
    candidate,
    champion,
    margin: margin ?? null,
    interval: interval ?? null,
    result,
    reason,
  };
}

function championOf(
  champion: NonNullable<Judged['evidence']>['champion'],
): Explanation['champion'] {
  if (champion === null) return null;
  const { version } = champion;
  return { version, notComparable: 'notComparable' in champion ? champion.notComparable : null };
}
