import type { Evidence, SliceEvidence } from './evidence.js';
import type { ScoredModels } from './champion-rules.js';
import { commonRows, type ScoredChampion } from './compared-scores.js';
import { CHAMPION_RULES, withoutChampionRules } from './gain-rules.js';
import {
  judgedMetrics,
  type GatePolicy,
  type MetricRule,
  type SlicePolicy,
} from './gate-policy.js';
import { judgedMetric } from './judged-metric.js';
import { judgeMetric } from './metric-rules.js';
import type { Score } from './metrics.js';
import { refusal } from './refusal.js';
import { countedText, countText } from './score-text.js';
import { sliceName } from './slice-name.js';
import { sliceSubject } from './subject-metric.js';
import type { RuleResult, RuleVerdict } from './verdict.js';

/** Judges parts of the held-out rows by the rules that the policy has for them; of each column the worst first. */
export function judgeSlices(evidence: Evidence, policy: GatePolicy): RuleResult[] {
  return (policy.slices ?? []).flatMap((asked) => judgeColumn(asked, evidence, policy));
}

function judgeColumn(asked: SlicePolicy, evidence: Evidence, policy: GatePolicy): RuleResult[] {
  const { by } = asked;
  if (evidence.candidate.source === 'self-reported') {
    const reason = `The slices of ${by} cannot be judged: the scores are the training procedure's own, on rows of its own choice. Remove the rules, or train with build(params).`;
    return [refusal(sliceSubject(by), 'scores of each slice', reason)];
  }
  const slices = (evidence.slices ?? []).filter((slice) => slice.by === by);
  if (slices.length === 0) {
    const reason = `The evidence has no slices of ${by}: they cannot be judged.`;
    return [refusal(sliceSubject(by), 'scores of each slice', reason)];
  }
  return slices
    .flatMap((slice) => judgeSlice(slice, asked, evidence, policy))
    .sort(worstFirst)
    .map(({ result }) => result);
}

/** A result with its place among those of its column. */
interface Ranked {
  readonly result: RuleResult;
  /** Of the metric, in the order of the policy. */
  readonly metricIndex: number;
  /** The smaller, the worse the score is. */
  readonly goodness: number;
}

const RANKS: Readonly<Record<RuleVerdict, number>> = {
  rejected: 0,
  held: 1,
  warned: 2,
  passed: 3,
  'not-judged': 4,
};

function worstFirst(a: Ranked, b: Ranked): number {
  return (
    RANKS[a.result.result] - RANKS[b.result.result] ||
    a.metricIndex - b.metricIndex ||
    Math.sign(a.goodness - b.goodness)
  );
}

function judgeSlice(
  slice: SliceEvidence,
  asked: SlicePolicy,
  evidence: Evidence,
  policy: GatePolicy,
): Ranked[] {
  if (!(slice.rows >= asked.minimumRows)) {
    return [{ result: tooSmall(slice, asked), metricIndex: 0, goodness: -slice.rows }];
  }
  const name = sliceName(slice);
  const scored = scoresOf(slice, evidence);
  return judgedMetrics(asked).flatMap((metric, metricIndex) =>
    judgeRules(metric, { slice, asked, scored }, policy).map((result) => ({
      result: {
        ...result,
        subject: sliceSubject(name, metric),
        reason: `${name}: ${result.reason}`,
      },
      metricIndex,
      goodness: goodnessOf(metric, result.candidate, policy),
    })),
  );
}

interface ScoredSlice {
  readonly slice: SliceEvidence;
  readonly asked: SlicePolicy;
  readonly scored: ScoredModels;
}

/** Rules against a champion of another split are judged where enough rows were held out from both (decision 0019). */
function judgeRules(
  metric: string,
  { slice, asked, scored }: ScoredSlice,
  policy: GatePolicy,
): RuleResult[] {
  const rules: MetricRule = asked.rules[metric] ?? {};
  const { champion } = scored;
  const against = CHAMPION_RULES.filter((rule) => rules[rule] !== undefined);
  const tooFew = commonRows(scored) === null ? null : tooFewInCommon(slice, asked);
  if (champion === null || tooFew === null || against.length === 0) {
    return judgeMetric(metric, rules, scored, policy);
  }
  const reason = `${metric} was not compared with version ${champion.version}, which was split differently${tooFew}.`;
  return [
    ...judgeMetric(metric, withoutChampionRules(rules), scored, policy),
    {
      subject: metric,
      rule: against.join(', '),
      candidate: scored.candidate.metrics[metric] ?? null,
      champion: null,
      result: 'not-judged',
      reason,
    },
  ];
}

/** Why the rows that both models were held out from do not do; null when they do. Evidence of before has none of a slice. */
function tooFewInCommon({ common }: SliceEvidence, { minimumRows }: SlicePolicy): string | null {
  if (common === undefined) return '';
  if (common.rows >= minimumRows) return null;
  const rows = countedText(common.rows, 'row was', 'rows were');
  return `: ${rows} held out from both, and ${countText(minimumRows)} are asked for`;
}

/** The same rows for both: whatever the champion is as a whole, it is in the slice. */
function scoresOf(slice: SliceEvidence, { candidate, champion }: Evidence): ScoredModels {
  return {
    candidate: { source: candidate.source, metrics: slice.candidate },
    champion: champion !== null && 'metrics' in champion ? inSlice(champion, slice) : champion,
    comparison: undefined,
  };
}

function inSlice(champion: ScoredChampion, slice: SliceEvidence): ScoredChampion {
  const metrics = slice.champion ?? {};
  return slice.common === undefined
    ? { ...champion, metrics }
    : { ...champion, metrics, common: slice.common };
}

function tooSmall(slice: SliceEvidence, { minimumRows }: SlicePolicy): RuleResult {
  const name = sliceName(slice);
  const rows = countedText(slice.rows, 'held-out row', 'held-out rows');
  return {
    subject: sliceSubject(name),
    rule: `at least ${countText(minimumRows)} rows`,
    candidate: slice.rows,
    champion: null,
    result: 'not-judged',
    reason: `${name} has ${rows}, and ${countText(minimumRows)} are asked for: it was not judged.`,
  };
}

function goodnessOf(metric: string, score: Score, policy: GatePolicy): number {
  if (typeof score !== 'number' || Number.isNaN(score)) return Number.NEGATIVE_INFINITY;
  return judgedMetric(metric, policy)?.direction === 'lower' ? -score : score;
}
