import { ABSOLUTE_RULES, judgeBound } from './absolute-rules.js';
import { compareWithChampion, type ScoredModels } from './champion-rules.js';
import { CHAMPION_RULES, GAIN_RULES, isChampionRule } from './gain-rules.js';
import { CONFIDENCES, type GatePolicy, type MetricRule } from './gate-policy.js';
import { judgedMetric, type JudgedMetric } from './judged-metric.js';
import { scoreOf } from './metrics.js';
import { refusal } from './refusal.js';
import { scoreProblem } from './score-problem.js';
import type { RuleResult } from './verdict.js';

const RULES = [...ABSOLUTE_RULES, ...CHAMPION_RULES];

/** Judges every rule of one metric. A metric that is unknown, or whose score is none, rejects whatever the rules are. */
export function judgeMetric(
  name: string,
  rules: MetricRule,
  scored: ScoredModels,
  policy: GatePolicy,
): RuleResult[] {
  const metric = judgedMetric(name, policy);
  if (metric === null) {
    const reason = `${name} is no metric that the gate knows: it cannot be judged.`;
    return [refusal(name, 'a metric that is known', reason)];
  }
  const candidate = scoreOf(scored.candidate.metrics, name) ?? null;
  const problem = scoreProblem(metric, candidate);
  if (typeof candidate !== 'number' || problem !== null) {
    const reason = `${name} of the candidate ${problem}: it cannot be judged.`;
    return [{ ...refusal(name, 'a score to judge by', reason), candidate }];
  }
  return [
    ...unknownRules(name, rules),
    ...confidenceProblems(name, rules),
    ...RULES.filter((rule) => rules[rule] !== undefined).map((rule) =>
      judgeRule({ metric, rule, candidate, rules }, scored),
    ),
  ];
}

/** The schema refuses these; a Workflow that was started around the Client has not met the schema. */
function unknownRules(metric: string, rules: MetricRule): RuleResult[] {
  return Object.keys(rules)
    .filter((name) => name !== 'confidence' && !RULES.some((rule) => rule === name))
    .map((name) => refusal(metric, name, `${name} of ${metric} is no rule that the gate knows.`));
}

/** Refused by the schema and by gatePolicyProblems as well. */
function confidenceProblems(metric: string, rules: MetricRule): RuleResult[] {
  const { confidence } = rules;
  const isKnown = CONFIDENCES.some((level) => level === confidence);
  if (confidence === undefined || (isKnown && GAIN_RULES.some((rule) => rule in rules))) return [];
  const reason = `confidence of ${metric} is ${String(confidence)}: it goes with a limited loss or a required gain, and is one of ${CONFIDENCES.join(', ')}.`;
  return [refusal(metric, `confidence ${String(confidence)}`, reason)];
}

interface RuleToJudge {
  readonly metric: JudgedMetric;
  readonly rule: (typeof RULES)[number];
  readonly candidate: number;
  readonly rules: MetricRule;
}

function judgeRule({ metric, rule, candidate, rules }: RuleToJudge, scored: ScoredModels) {
  const { name } = metric;
  const threshold: unknown = rules[rule];
  const isAmount = isChampionRule(rule);
  if (typeof threshold !== 'number' || !Number.isFinite(threshold) || (isAmount && threshold < 0)) {
    const reason = `${rule} of ${name} is ${String(threshold)}: no threshold to judge by.`;
    return { ...refusal(name, `${rule} ${String(threshold)}`, reason), candidate };
  }
  if (isAmount) {
    const confidence = rules.confidence ?? null;
    return compareWithChampion({ metric, rule, amount: threshold, candidate, confidence }, scored);
  }
  const isSelfReported = scored.candidate.source === 'self-reported';
  return judgeBound({ metric: name, rule, bound: threshold, candidate, isSelfReported });
}
