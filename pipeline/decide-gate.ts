import { ABSOLUTE_RULES, judgeBound } from './absolute-rules.js';
import { compareWithChampion } from './champion-rules.js';
import { checkEvidence } from './evidence-checks.js';
import type { Evidence } from './evidence.js';
import { CHAMPION_RULES, GAIN_RULES, isChampionRule } from './gain-rules.js';
import { CONFIDENCES, judgedMetrics, type GatePolicy, type MetricRule } from './gate-policy.js';
import type { MetricName } from './metrics.js';
import { scoreProblem } from './score-problem.js';
import type { RuleResult, RuleVerdict, Verdict } from './verdict.js';

const RULES = [...ABSOLUTE_RULES, ...CHAMPION_RULES];

/**
 * Decides whether a candidate may serve. Whatever cannot be judged rejects; rejected beats held, held beats passed.
 * A number exactly at its threshold passes, where numbers are the decimals that they are written as (decision 0009).
 * Whose evidence it is (run, artifact, snapshot) is for the caller to check.
 */
export function decideGate(evidence: Evidence, policy: GatePolicy): Verdict {
  const results = [...checkEvidence(evidence, policy), ...judgeMetrics(evidence, policy)];
  const rejected = reasonsOf(results, 'rejected');
  if (rejected.length > 0) return { kind: 'rejected', results, reasons: rejected };
  const held = reasonsOf(results, 'held');
  if (held.length > 0) return { kind: 'held', results, reasons: held };
  return { kind: 'passed', results };
}

function reasonsOf(results: readonly RuleResult[], verdict: RuleVerdict): string[] {
  return results.filter(({ result }) => result === verdict).map(({ reason }) => reason);
}

function judgeMetrics(evidence: Evidence, policy: GatePolicy): RuleResult[] {
  const metrics = judgedMetrics(policy);
  if (metrics.length > 0) {
    return metrics.flatMap((metric) => judgeMetric(metric, policy.rules[metric] ?? {}, evidence));
  }
  const reason = 'The policy has no rule for any metric: nothing was judged.';
  return [refusal('policy', 'at least one rule', reason)];
}

function judgeMetric(metric: MetricName, rules: MetricRule, evidence: Evidence): RuleResult[] {
  const candidate = evidence.candidate.metrics[metric] ?? null;
  const problem = scoreProblem(metric, candidate);
  if (typeof candidate !== 'number' || problem !== null) {
    const reason = `${metric} of the candidate ${problem}: it cannot be judged.`;
    return [{ ...refusal(metric, 'a score to judge by', reason), candidate }];
  }
  return [
    ...unknownRules(metric, rules),
    ...confidenceProblems(metric, rules),
    ...RULES.filter((rule) => rules[rule] !== undefined).map((rule) =>
      judgeRule({ metric, rule, candidate, rules }, evidence),
    ),
  ];
}

/** The schema refuses these; a Workflow that was started around the Client has not met the schema. */
function unknownRules(metric: MetricName, rules: MetricRule): RuleResult[] {
  return Object.keys(rules)
    .filter((name) => name !== 'confidence' && !RULES.some((rule) => rule === name))
    .map((name) => refusal(metric, name, `${name} of ${metric} is no rule that the gate knows.`));
}

/** Refused by the schema and by gatePolicyProblems as well. */
function confidenceProblems(metric: MetricName, rules: MetricRule): RuleResult[] {
  const { confidence } = rules;
  const isKnown = CONFIDENCES.some((level) => level === confidence);
  if (confidence === undefined || (isKnown && GAIN_RULES.some((rule) => rule in rules))) return [];
  const reason = `confidence of ${metric} is ${String(confidence)}: it goes with a limited loss or a required gain, and is one of ${CONFIDENCES.join(', ')}.`;
  return [refusal(metric, `confidence ${String(confidence)}`, reason)];
}

interface RuleToJudge {
  readonly metric: MetricName;
  readonly rule: (typeof RULES)[number];
  readonly candidate: number;
  readonly rules: MetricRule;
}

function judgeRule(toJudge: RuleToJudge, evidence: Evidence): RuleResult {
  const { metric, rule, candidate, rules } = toJudge;
  const threshold: unknown = rules[rule];
  const isAmount = isChampionRule(rule);
  if (typeof threshold !== 'number' || !Number.isFinite(threshold) || (isAmount && threshold < 0)) {
    const reason = `${rule} of ${metric} is ${String(threshold)}: no threshold to judge by.`;
    return { ...refusal(metric, `${rule} ${String(threshold)}`, reason), candidate };
  }
  if (isAmount) {
    const confidence = rules.confidence ?? null;
    const comparison = { metric, rule, amount: threshold, candidate, confidence };
    return compareWithChampion(comparison, evidence);
  }
  const isSelfReported = evidence.candidate.source === 'self-reported';
  return judgeBound({ metric, rule, bound: threshold, candidate, isSelfReported });
}

function refusal(subject: RuleResult['subject'], rule: string, reason: string): RuleResult {
  return { subject, rule, candidate: null, champion: null, result: 'rejected', reason };
}
