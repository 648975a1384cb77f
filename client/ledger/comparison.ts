import type { Recipe } from '../../pipeline/decision.js';
import { canonicalJson } from '../../pipeline/canonical-json.js';
import { decimalSum } from '../../pipeline/decimal.js';
import { msBetween } from '../../pipeline/duration-text.js';
import { judgedMetric } from '../../pipeline/judged-metric.js';
import type { MetricName, Score } from '../../pipeline/metrics.js';
import { STEPS } from '../../pipeline/step.js';
import type { Verdict } from '../../pipeline/verdict.js';
import type { Judged } from './judged.js';

/** One thing of two runs; null where a run has none, or does not tell. */
export interface Pair<Value> {
  readonly a: Value | null;
  readonly b: Value | null;
}

export interface ComparedRun {
  readonly runId: string;
  readonly model: string;
  readonly startedAt: string;
  readonly startedBy: string;
  readonly state: string;
  readonly version: number | null;
  readonly verdict: Verdict['kind'] | null;
}

export interface ComparedMetric {
  readonly metric: string;
  readonly a: Score;
  readonly b: Score;
  /** b less a, in units of the metric; null where one of them is no number. */
  readonly delta: number | null;
  /** Which direction of the score is better; null for a metric that neither policy knows, and for costs by two matrices. */
  readonly direction: 'higher' | 'lower' | null;
  readonly better: 'a' | 'b' | 'same' | null;
}

/** Something by name. */
export type NamedPair<Value> = Pair<Value> & { readonly name: string };

/** Two judged runs beside each other: what `ratchet runs compare -o json` writes. Keys are added, none is taken away. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  /**
   * Whether both were judged on the same held-out entities of the same data: only then are scores comparable strictly.
   * Never so when one of them reports its own scores.
   */
  readonly sameSnapshot: boolean | null;
  readonly metrics: readonly ComparedMetric[];
  /** What keeps the scores from being compared strictly, in sentences. */
  readonly notes: readonly string[];
  readonly rows: readonly NamedPair<number>[];
  /** The candidate that went to the gate, of each run that trained several; its parameters are in `params`. */
  readonly chosen: Pair<string>;
  /** The function of train.py that made the candidate; null for a procedure as well. */
  readonly build: Pair<string>;
  /** JSON texts, of every parameter that one of them has. */
  readonly params: readonly NamedPair<string>[];
  /** Kinds by feature, of those that only one of them has, or that changed their kind. */
  readonly features: readonly NamedPair<string>[];
  /** Versions, of packages and of Python, that differ. */
  readonly packages: readonly NamedPair<string>[];
  readonly digests: readonly NamedPair<string>[];
  /** How long each step took, ms; of the whole run as well. */
  readonly timings: readonly NamedPair<number>[];
  readonly problems: readonly string[];
}

/** Puts two judged runs beside each other. */
export function compareRuns(a: Judged, b: Judged): Comparison {
  const snapshots = pairOf(snapshotOf(a), snapshotOf(b));
  const isOnSame =
    snapshots.a === null || snapshots.b === null ? null : snapshots.a === snapshots.b;
  const sameSnapshot = [a, b].some(isSelfReported) ? false : isOnSame;
  return {
    schemaVersion: 1,
    a: comparedRun(a),
    b: comparedRun(b),
    sameSnapshot,
    metrics: comparedMetrics(a, b),
    notes: notesOn(a, b, sameSnapshot),
    rows: named(rowsOf(a), rowsOf(b)),
    chosen: pairOf(chosenOf(a), chosenOf(b)),
    build: pairOf(buildOf(a), buildOf(b)),
    params: named(paramsOf(a), paramsOf(b)),
    features: differing(featuresOf(a), featuresOf(b)),
    packages: differing(packagesOf(a), packagesOf(b)),
    digests: [
      { name: 'code', ...pairOf(a.run.codeDigest, b.run.codeDigest) },
      {
        name: 'policy',
        ...pairOf(a.run.decision?.policyDigest ?? null, b.run.decision?.policyDigest ?? null),
      },
      { name: 'data', ...snapshots },
    ],
    timings: named(timingsOf(a), timingsOf(b)),
    problems: [...a.problems, ...b.problems],
  };
}

function isSelfReported({ evidence }: Judged): boolean {
  return evidence?.candidate.source === 'self-reported';
}

function notesOn(a: Judged, b: Judged, sameSnapshot: boolean | null): string[] {
  const own = [isSelfReported(a) ? 'A' : '', isSelfReported(b) ? 'B' : ''].filter(Boolean);
  const isByTwoMatrices =
    [a, b].every(({ evidence }) => Object.hasOwn(evidence?.candidate.metrics ?? {}, COST)) &&
    !hasSameCost(a, b);
  return [
    ...(own.length > 0
      ? [
          `Scores of ${own.join(' and ')} are self-reported by the procedure: no held-out rows of ours stand behind them.`,
        ]
      : []),
    ...(sameSnapshot === false && own.length === 0
      ? ['Scored on different data: a difference may come from the rows alone.']
      : []),
    ...(isByTwoMatrices ? ['The two cost matrices differ: neither cost is better.'] : []),
  ];
}

const COST = 'cost' satisfies MetricName;

function hasSameCost(a: Judged, b: Judged): boolean {
  return canonicalJson(a.policy?.cost ?? null) === canonicalJson(b.policy?.cost ?? null);
}

function pairOf<Value>(a: Value | null, b: Value | null): Pair<Value> {
  return { a, b };
}

function comparedRun({ run, verdict }: Judged): ComparedRun {
  const { runId, model, startedAt, startedBy, state, version } = run;
  return { runId, model, startedAt, startedBy, state, version, verdict };
}

function comparedMetrics(a: Judged, b: Judged): ComparedMetric[] {
  const scores = [a, b].map(({ evidence }) => evidence?.candidate.metrics ?? {});
  const [ofA = {}, ofB = {}] = scores;
  const names = [...new Set(scores.flatMap((one) => Object.keys(one)))];
  return names.map((metric) => {
    const [scoreA, scoreB] = [ofA[metric] ?? null, ofB[metric] ?? null];
    const direction = directionOf(metric, a, b);
    const delta =
      typeof scoreA === 'number' && typeof scoreB === 'number' ? decimalSum(scoreB, -scoreA) : null;
    return { metric, a: scoreA, b: scoreB, delta, direction, better: betterOf(delta, direction) };
  });
}

function directionOf(metric: string, a: Judged, b: Judged): ComparedMetric['direction'] {
  if (metric === COST && !hasSameCost(a, b)) return null;
  const known = judgedMetric(metric, b.policy ?? {}) ?? judgedMetric(metric, a.policy ?? {});
  return known?.direction ?? null;
}

function betterOf(
  delta: number | null,
  direction: ComparedMetric['direction'],
): ComparedMetric['better'] {
  if (delta === null || direction === null) return null;
  if (delta === 0) return 'same';
  return delta > 0 === (direction === 'higher') ? 'b' : 'a';
}

function recipeOf({ record }: Judged): Recipe | null {
  return record?.recipe ?? null;
}

function snapshotOf(judged: Judged): string | null {
  return judged.evidence?.snapshot ?? recipeOf(judged)?.snapshot ?? null;
}

type Named<Value> = ReadonlyMap<string, Value>;

function rowsOf(judged: Judged): Named<number> {
  return new Map(Object.entries(judged.evidence?.rows ?? recipeOf(judged)?.rows ?? {}));
}

function chosenOf(judged: Judged): string | null {
  return recipeOf(judged)?.choice?.chosen ?? null;
}

function buildOf(judged: Judged): string | null {
  return recipeOf(judged)?.build ?? null;
}

function paramsOf(judged: Judged): Named<string> {
  const params = Object.entries(recipeOf(judged)?.params ?? {});
  return new Map(params.map(([name, value]) => [name, canonicalJson(value)]));
}

function featuresOf(judged: Judged): Named<string> {
  const features = recipeOf(judged)?.features ?? [];
  return new Map(features.map(({ name, kind }) => [name, kind]));
}

function packagesOf(judged: Judged): Named<string> {
  const { python = null, packages = null } = recipeOf(judged) ?? {};
  return new Map([
    ...(python === null ? [] : [['python', python] as const]),
    ...Object.entries(packages ?? {}),
  ]);
}

function timingsOf(judged: Judged): Named<number> {
  const recipe = recipeOf(judged);
  const steps = STEPS.flatMap((step) => {
    const timing = recipe?.steps.find((one) => one.step === step);
    return timing === undefined
      ? []
      : [[step, msBetween(timing.startedAt, timing.endedAt)] as const];
  });
  const { startedAt, endedAt } = judged.run;
  return new Map([
    ...steps,
    ...(endedAt === null ? [] : [['whole run', msBetween(startedAt, endedAt)] as const]),
  ]);
}

function named<Value>(a: Named<Value>, b: Named<Value>): NamedPair<Value>[] {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.map((name) => ({ name, ...pairOf(a.get(name) ?? null, b.get(name) ?? null) }));
}

function differing<Value>(a: Named<Value>, b: Named<Value>): NamedPair<Value>[] {
  return named(a, b).filter((pair) => pair.a !== pair.b);
}
