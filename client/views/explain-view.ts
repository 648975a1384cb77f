import { choiceText } from '../../pipeline/candidates.js';
import { isCheck } from '../../pipeline/gate-table.js';
import { signedText } from '../../pipeline/margin-text.js';
import { foundText, scoreText, shareText } from '../../pipeline/score-text.js';
import { isScoredSlice, isSliceSubject } from '../../pipeline/subject-metric.js';
import { CHECKS } from '../../pipeline/verdict.js';
import type { ExplainedRule, Explanation } from '../ledger/explanation.js';
import type { Colors } from '../output.js';
import { indented, plainTable } from './table.js';
import { minuteText } from './time-text.js';
import { resultMark, resultText, verdictText } from './verdict-words.js';

const HEAD = ['', 'candidate', 'champion', 'margin', 'interval', 'rule', ''] as const;
const NUMBER_COLUMNS = [1, 2, 3] as const;

/** Why a run ended as it did: verdict and reasons first, then every rule with its numbers, then what it stands on. */
export function explainView(explanation: Explanation, colors: Colors): string {
  return [
    headline(explanation, colors),
    explanation.reasons.map((reason) => `  - ${reason}`).join('\n'),
    ruleTable(explanation, colors),
    ruleReasons(metricsFirst(explanation.rules), colors),
    foundation(explanation, colors),
    explanation.problems.map((problem) => `${colors.red('✘')} ${problem}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headline({ run, verdict }: Explanation, colors: Colors): string {
  const version = run.version === null ? '' : `, version ${run.version}`;
  const why = run.reason === null ? '' : `: ${run.reason}`;
  return [
    `${verdictText(verdict, colors)}  ${colors.bold(run.model)}  the run ended as ${run.state}${version}`,
    `run ${run.runId} of ${run.workflowId}, ${minuteText(run.startedAt)}, ${run.trigger}, by ${run.startedBy}${why}`,
    ...(run.url === null ? [] : [run.url]),
  ].join('\n');
}

function ruleTable({ rules, common }: Explanation, colors: Colors): string {
  if (rules.length === 0) return '';
  const rows = metricsFirst(rules).map((rule, index, sorted) => {
    const isFirst = rule.subject !== sorted[index - 1]?.subject;
    const ofSubject = sorted.filter(({ subject }) => subject === rule.subject);
    const subject = isFirst ? subjectText(rule) : '';
    const isOnOtherRows = common !== null && hasOtherScores(rule, sorted[index - 1]);
    if (isFirst || isOnOtherRows) {
      const numbers = common === null ? scores(ofSubject) : scores([rule]);
      return [subject, ...numbers, ...ruleCells(rule, colors)];
    }
    return ['', '', '', ...ruleCells(rule, colors)];
  });
  const head = HEAD.map((name) => colors.dim(name));
  return indented(plainTable(head, rows, NUMBER_COLUMNS));
}

/** A rule against a champion of another split is judged on other rows than a floor. */
function hasOtherScores(rule: ExplainedRule, above: ExplainedRule | undefined): boolean {
  return rule.candidate !== above?.candidate || rule.champion !== above.champion;
}

/** Metrics and their slices first, as in the gate's table. */
function metricsFirst(rules: readonly ExplainedRule[]): readonly ExplainedRule[] {
  return [...rules.filter((rule) => !isOfCheck(rule)), ...rules.filter(isOfCheck)];
}

function isOfCheck({ subject }: ExplainedRule): boolean {
  return isCheck(subject);
}

/** A check, or a slice by itself, which has too few rows: not a score. */
function isOfCount(rule: ExplainedRule): boolean {
  const { subject } = rule;
  return isOfCheck(rule) || (isSliceSubject(subject) && !isScoredSlice(subject));
}

function subjectText({ subject }: ExplainedRule): string {
  return CHECKS.some((check) => check === subject) ? subject.replaceAll('_', ' ') : subject;
}

/** Of all rules on one subject: only those against the champion tell its score. */
function scores(rules: readonly ExplainedRule[]): string[] {
  const candidate = rules.find((rule) => rule.candidate !== null)?.candidate ?? null;
  const champion = rules.find((rule) => rule.champion !== null)?.champion ?? null;
  if (rules.every(isOfCount))
    return [foundText(candidate, champion), foundText(champion, candidate)];
  return [
    candidate === null ? '' : scoreText(candidate, champion),
    champion === null ? '' : scoreText(champion, candidate),
  ];
}

function ruleCells({ margin, interval, rule, result }: ExplainedRule, colors: Colors): string[] {
  const between =
    interval === null
      ? ''
      : `${signedText(interval.low)} to ${signedText(interval.high)} (${shareText(interval.confidence)})`;
  return [margin === null ? '' : signedText(margin), between, rule, resultText(result, colors)];
}

function ruleReasons(rules: readonly ExplainedRule[], colors: Colors): string {
  return rules.map(({ result, reason }) => `  ${resultMark(result, colors)} ${reason}`).join('\n');
}

function foundation(explanation: Explanation, colors: Colors): string {
  const { rules, judgedOn, recipe, decidedAt, policyDigest, evidenceDigest } = explanation;
  const lines = [
    ...(judgedOn === null ? [] : [judgedOn]),
    ...(recipe?.choice === undefined ? [] : [`Candidate: ${choiceText(recipe.choice)}.`]),
    ...(rules.length === 0
      ? ['This run was judged before decisions were recorded: of its rules the reasons are left.']
      : []),
    ...(decidedAt === null ? [] : [`decided   ${decidedAt}`]),
    ...(policyDigest === null ? [] : [`policy    ${policyDigest}`]),
    ...(evidenceDigest === null ? [] : [`evidence  ${evidenceDigest}`]),
  ];
  return colors.dim(lines.join('\n'));
}
