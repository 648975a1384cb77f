import { commonRows } from './compared-scores.js';
import type { Evidence } from './evidence.js';
import { GAIN_RULES, type ChampionRule } from './gain-rules.js';
import { judgedMetrics, type GatePolicy, type MetricRule } from './gate-policy.js';
import { gainSpreads } from './gain-spread.js';
import { scoreOf, type Score, type Task } from './metrics.js';
import { rowsToSee, rowsToSeeBySpread, type Sight } from './rows-to-see.js';
import { countText, numberText, shareText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/** A difference that the policy asks about, and the rows that it takes to see it. */
export interface NeededRows {
  readonly metric: string;
  readonly margin: number;
  readonly confidence: number;
  readonly rows: number;
}

/** What is known of a hold-out, and of who stands in it. */
export interface HoldOut {
  /** Those that the two models are compared on. */
  readonly rows: number;
  readonly task: Task;
  /** Share of positive rows; null before that is known: taken as half of them, with which the fewest rows do. */
  readonly positiveShare: number | null;
  /** By metric; before there are any, the policy's floor stands for them. */
  readonly scores: Readonly<Record<string, Score>>;
  /** Of gains by metric, as they were seen last (gain-spread.ts). */
  readonly spreads: Readonly<Record<string, number>>;
}

const USUAL_CONFIDENCE = 0.95;
const USUAL_SCORE = 0.8;

/** The smallest differences that the policy asks about and that are too small for the hold-out, one a metric. */
export function unseenMargins(policy: GatePolicy, holdOut: HoldOut): readonly NeededRows[] {
  return judgedMetrics(policy).flatMap((metric) => {
    const rules = policy.rules[metric] ?? {};
    const score = scoreOrFloor(metric, rules, holdOut);
    const margin = smallestMargin(rules, score);
    if (margin === null) return [];
    const confidence = rules.confidence ?? USUAL_CONFIDENCE;
    const rows = rowsFor({ metric, margin, confidence, score }, holdOut);
    return rows === null || rows <= holdOut.rows ? [] : [{ metric, margin, confidence, rows }];
  });
}

/** By the formula of a metric that has one, else by what was seen of its gains; null before there were any. */
function rowsFor(
  sight: Omit<Sight, 'positiveShare'>,
  { task, positiveShare, spreads }: HoldOut,
): number | null {
  const byFormula =
    task === 'binary' || sight.metric === 'accuracy'
      ? rowsToSee({ ...sight, positiveShare: positiveShare ?? 0.5 })
      : null;
  if (byFormula !== null) return byFormula;
  const spread = scoreOf(spreads, sight.metric);
  return typeof spread === 'number' ? rowsToSeeBySpread({ ...sight, spread }) : null;
}

function scoreOrFloor(metric: string, { min }: MetricRule, { scores }: HoldOut): number {
  const measured = scoreOf(scores, metric);
  return typeof measured === 'number' ? measured : (min ?? USUAL_SCORE);
}

const SHARES: readonly ChampionRule[] = ['maxRelativeLoss', 'requiredRelativeGain'];

/** A limit of 0 asks about the direction only, however small the difference. */
function smallestMargin(rules: MetricRule, score: number): number | null {
  const margins = GAIN_RULES.map(
    (rule) => (rules[rule] ?? 0) * (SHARES.includes(rule) ? Math.abs(score) : 1),
  );
  const above0 = margins.filter((margin) => margin > 0);
  return above0.length === 0 ? null : Math.min(...above0);
}

/**
 * Warns of every difference that the policy asks about and that the hold-out is too small to show: of it the rows that
 * both models are compared on.
 */
export function judgeTestSetSize(evidence: Evidence, policy: GatePolicy): RuleResult[] {
  const { task = 'binary', classes, candidate } = evidence;
  if (candidate.source === 'self-reported') return [];
  const positiveShare =
    classes === undefined ? null : classes.positive / (classes.positive + classes.negative);
  const scores = candidate.metrics;
  const spreads = gainSpreads(evidence);
  const compared = comparedRows(evidence);
  const holdOut = { task, rows: compared.rows, positiveShare, scores, spreads };
  return unseenMargins(policy, holdOut).map((needed) => ({
    subject: 'test_set_size',
    rule: `${needed.metric}: rows to see ${numberText(needed.margin)}`,
    candidate: compared.rows,
    champion: null,
    result: 'warned',
    reason: `${unseenText(needed)}, and ${compared.text}: a smaller difference is mostly luck (${shareText(needed.confidence)} confidence, four times in five, for versions as alike as retrained ones).`,
  }));
}

/** How many rows both models are compared on, also in words. */
function comparedRows(evidence: Evidence): { readonly rows: number; readonly text: string } {
  const { rows, champion } = evidence;
  const common = commonRows(evidence);
  if (common === null || champion === null) {
    return { rows: rows.test, text: `the hold-out has ${countText(rows.test)}` };
  }
  const text = `${countText(common.rows)} of the ${countText(rows.test)} were held out from version ${champion.version} too`;
  return { rows: common.rows, text };
}

/** For example `roc_auc needs about 5,300 held-out rows to see 0.01`. */
export function unseenText({ metric, rows, margin }: NeededRows): string {
  return `${metric} needs about ${countText(roundedRows(rows))} held-out rows to see ${numberText(margin)}`;
}

/** Two digits: more would look as if the estimate were exact. */
function roundedRows(rows: number): number {
  return Number(rows.toPrecision(2));
}
