import { judgedMetrics } from './gate-policy.js';
import type { JudgedMetric } from './judged-metric.js';
import { scoreOf, type Score, type Scores } from './metrics.js';
import type { EstimatorTraining, ModelSpec } from './model-spec.js';
import { scoreProblem } from './score-problem.js';
import { scoreText } from './score-text.js';
import type { Candidate, CandidateChoice, ContestedCandidate } from './training.js';

/** Trainings of one run that may be in the warehouse at once, unless model.yaml says otherwise. */
const PARALLEL = 2;

/** The candidates that a run trains side by side. */
export interface CandidatePlan {
  /** In the order of the model file. */
  readonly names: readonly string[];
  /** How many may be trained at once. */
  readonly parallel: number;
}

/** The candidates of a model; null for one that trains one, which has no name. */
export function candidatePlan({ training }: Pick<ModelSpec, 'training'>): CandidatePlan | null {
  if ('procedure' in training || training.candidates === undefined) return null;
  return { names: Object.keys(training.candidates), parallel: training.parallel ?? PARALLEL };
}

/**
 * What the choice among several candidates depends on beside them, as digests tell it: canonical JSON does not keep the
 * order of the rules. Empty for a model that trains one, whose digests stay as they were.
 */
export function choiceRecipe({ training, gate }: Pick<ModelSpec, 'training' | 'gate'>): {
  readonly chosenBy?: string;
} {
  const [chosenBy] = judgedMetrics(gate);
  return candidatePlan({ training }) === null || chosenBy === undefined ? {} : { chosenBy };
}

/** What build is called with for a candidate: its own parameters in the place of the shared ones of the same name. */
export interface CandidateRecipe {
  /** The function of train.py. */
  readonly build: string;
  readonly params: EstimatorTraining['params'];
}

/** How a candidate is made. Throws a RangeError when the model file names no such candidate. */
export function candidateRecipe(training: EstimatorTraining, name: string): CandidateRecipe {
  const { candidates = {}, params } = training;
  const own = Object.hasOwn(candidates, name) ? candidates[name] : undefined;
  if (own === undefined) throw new RangeError(`model.yaml has no candidate ${name}`);
  return { build: own.build, params: { ...params, ...own.params } };
}

/** How the training of one candidate ended. */
export type CandidateResult =
  | { readonly name: string; readonly candidate: Candidate }
  | { readonly name: string; readonly failure: string; readonly queryId: string | null };

/**
 * The candidate that goes to the gate: the best by `metric` on the validation rows, the first named of several that are
 * equal. Only a score that the gate could judge can win. Null when no candidate has one.
 */
export function chooseCandidate(
  results: readonly CandidateResult[],
  metric: JudgedMetric,
): Candidate | null {
  let best: {
    readonly name: string;
    readonly candidate: Candidate;
    readonly score: number;
  } | null = null;
  for (const result of results) {
    if (!('candidate' in result)) continue;
    const score = validationScore(result.candidate.metrics.validation, metric.name);
    if (typeof score !== 'number' || scoreProblem(metric, score) !== null) continue;
    if (best === null || isBetter(score, best.score, metric)) best = { ...result, score };
  }
  if (best === null) return null;
  const choice = { chosen: best.name, metric: metric.name, candidates: results.map(contested) };
  return { ...best.candidate, choice };
}

function isBetter(score: number, than: number, { direction }: JudgedMetric): boolean {
  return direction === 'higher' ? score > than : score < than;
}

function validationScore(scores: Scores | undefined, metric: string): Score {
  return scoreOf(scores ?? {}, metric) ?? null;
}

function contested(result: CandidateResult): ContestedCandidate {
  const { name } = result;
  return 'candidate' in result
    ? {
        name,
        validation: result.candidate.metrics.validation ?? {},
        failure: null,
        queryId: result.candidate.queryId,
      }
    : { name, validation: {}, failure: result.failure, queryId: result.queryId };
}

/** Why each candidate cannot go to the gate, one line each, when none can. */
export function unfitCandidates(
  results: readonly CandidateResult[],
  metric: JudgedMetric,
): readonly string[] {
  return results.map((result) => {
    if (!('candidate' in result)) return `${result.name}: ${result.failure}`;
    const score = validationScore(result.candidate.metrics.validation, metric.name);
    const problem = scoreProblem(metric, score) ?? 'is not the best';
    return `${result.name}: ${metric.name} on the validation rows ${problem}`;
  });
}

/** So many candidates beside the chosen one fit into a line. */
const SHOWN_OTHERS = 4;

/** `best of 3: large, roc_auc 0.842 on the validation rows; small 0.831, linear failed` */
export function choiceText({ chosen, metric, candidates }: CandidateChoice): string {
  const scored = ({ validation }: ContestedCandidate) => validationScore(validation, metric);
  const all = candidates.map(scored);
  const winner = candidates.find(({ name }) => name === chosen);
  const score = winner === undefined ? null : scored(winner);
  const others = candidates
    .filter(({ name }) => name !== chosen)
    .map((one) =>
      one.failure === null ? `${one.name} ${scoreText(scored(one), ...all)}` : `${one.name} failed`,
    );
  const shown = others.slice(0, SHOWN_OTHERS);
  const hidden = others.length - shown.length;
  const rest = hidden === 0 ? [] : [`${hidden} more`];
  return `best of ${candidates.length}: ${chosen}, ${metric} ${scoreText(score, ...all)} on the validation rows; ${[...shown, ...rest].join(', ')}`;
}
