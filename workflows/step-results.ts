import { choiceText } from '../pipeline/candidates.js';
import type { Evidence } from '../pipeline/evidence.js';
import type { FeatureTable } from '../pipeline/features.js';
import type { Evaluation } from '../pipeline/gate.js';
import type { Score, Scores } from '../pipeline/metrics.js';
import { taskOf, type ModelSpec } from '../pipeline/model-spec.js';
import type { Publication } from '../pipeline/publication.js';
import { countedText, countText, scoreText } from '../pipeline/score-text.js';
import type { StagedSources } from '../pipeline/staging.js';
import { unseenMargins, unseenText } from '../pipeline/test-set-size.js';
import type { Candidate, CandidateChoice } from '../pipeline/training.js';

/** What came of each step. */
export interface StepResults {
  readonly staging: StagedSources;
  readonly features: FeatureTable;
  readonly training: Candidate;
  readonly gate: Evaluation;
  readonly publication: Publication;
}

/** A result as a person wants it: one line, the rows worked on, the statements run. */
export interface StepReport {
  readonly summary: string;
  readonly rows: number | null;
  readonly queryIds: readonly string[];
}

/** How the result of each step is reported; `primary` is the metric that the policy names first. */
export const STEP_REPORTS: {
  readonly [Step in keyof StepResults]: (
    result: StepResults[Step],
    primary: string | null,
    spec: ModelSpec,
  ) => StepReport;
} = {
  staging: ({ tables, queryIds }) => ({
    summary: tables.map(({ source, rows }) => `${source} ${countText(rows)}`).join(', '),
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    queryIds,
  }),
  features: (table, _, spec) => ({
    summary: [
      countedText(table.features.length, 'feature', 'features'),
      `${countText(table.rows.TRAIN)} rows to train on, ${countText(table.rows.VALIDATION)} to validate, ${countText(table.rows.TEST)} held out`,
      ...tooFewRows(table, spec),
    ].join('; '),
    rows: table.rows.TRAIN + table.rows.VALIDATION + table.rows.TEST,
    queryIds: table.queryIds,
  }),
  training: ({ metrics, choice, queryId }, primary) => ({
    summary: choice === undefined ? trainingSummary(metrics, primary) : choiceText(choice),
    rows: null,
    queryIds: choice === undefined ? [queryId] : comparedQueryIds(choice),
  }),
  gate: ({ evidence, queryId }, primary) => ({
    summary: gateSummary(evidence, primary),
    rows: evidence.rows.test,
    queryIds: [queryId],
  }),
  publication: (publication) =>
    publication.kind === 'published'
      ? {
          summary: `${publication.functionName} answers with version ${publication.version}`,
          rows: null,
          queryIds: publication.queryIds,
        }
      : { summary: 'another run went live in between', rows: null, queryIds: [] },
};

/** Of all candidates; that of the chosen one last, for it is the one to show. */
function comparedQueryIds({ chosen, candidates }: CandidateChoice): readonly string[] {
  const others = candidates.filter(({ name }) => name !== chosen);
  const winner = candidates.filter(({ name }) => name === chosen);
  return [...others, ...winner].flatMap(({ queryId }) => (queryId === null ? [] : [queryId]));
}

/** Before the training, when another split would still help: which differences the hold-out is too small to show. */
function tooFewRows({ rows, gainSpreads: spreads = {} }: FeatureTable, spec: ModelSpec): string[] {
  if ('procedure' in spec.training) return [];
  const of = { task: taskOf(spec), rows: rows.TEST, positiveShare: null, scores: {}, spreads };
  return unseenMargins(spec.gate, of).map(unseenText);
}

function trainingSummary(metrics: Candidate['metrics'], primary: string | null): string {
  const [scores, source]: readonly [Scores, string] =
    metrics.selfReported === undefined
      ? [metrics.validation ?? {}, 'on the validation rows']
      : [metrics.selfReported, 'by its own account'];
  return primary === null || scores[primary] === undefined
    ? 'trained'
    : `${primary} ${scoreText(scores[primary])} ${source}`;
}

function gateSummary(evidence: Evidence, primary: string | null): string {
  const { looks = 0 } = evidence;
  const again = looks === 0 ? '' : `; look ${countText(looks + 1)} at this hold-out`;
  return `${primary === null ? 'scored' : scoreSummary(evidence, primary)}${again}`;
}

function scoreSummary({ candidate, champion }: Evidence, primary: string): string {
  const score: Score = candidate.metrics[primary] ?? null;
  if (champion === null) return `${primary} ${scoreText(score)}; no champion yet`;
  if ('notComparable' in champion) {
    return `${primary} ${scoreText(score)}; version ${champion.version} cannot be compared`;
  }
  const theirs: Score = champion.metrics[primary] ?? null;
  const { version, common } = champion;
  if (common === undefined) {
    return `${primary} ${scoreText(score, theirs)}, version ${version}: ${scoreText(theirs, score)}`;
  }
  const own: Score = common.candidate[primary] ?? null;
  const beside = `on ${countText(common.rows)} common rows ${scoreText(own, theirs)}`;
  return `${primary} ${scoreText(score)}, ${beside}, version ${version}: ${scoreText(theirs, own)}`;
}
