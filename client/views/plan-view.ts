import { PLACEHOLDERS, type PlannedStatement, type RetrainingPlan } from '../../pipeline/plan.js';
import type { Colors } from '../output.js';

/** A longer value is cut: requests of procedures hold the whole model file. */
const SHOWN_LENGTH = 120;

/** Every statement under its step, with its values; then the objects; then what stands for what. */
export function planView(plan: RetrainingPlan, colors: Colors): string {
  const { version, statements, objects } = plan;
  const parts = statements.map((statement, index) =>
    statementText(statement, statements[index - 1]?.step, colors),
  );
  const made = objects.map(({ step, kind, name }) => `  ${step}  ${kind} ${name}`);
  return [
    ...parts,
    `${colors.bold('objects')} that it makes`,
    made.join('\n'),
    '',
    `${statements.length} statements and ${objects.length} objects of ${runText(plan)}. Nothing was changed.`,
    colors.dim(
      `${PLACEHOLDERS.run} stands for the run, ${PLACEHOLDERS.column} for all columns that model.yaml does not name; scores, digests,\n` +
        `version ${version} and the packages AS.TRAINED are what only the run will know. What procedures send within a CALL is not listed.`,
    ),
  ].join('\n');
}

function runText({ model, liveVersion }: RetrainingPlan): string {
  return liveVersion === null
    ? `a first run of ${model} that is promoted`
    : `a run of ${model} that replaces version ${liveVersion}`;
}

function statementText(
  { step, sql, values }: PlannedStatement,
  before: PlannedStatement['step'] | undefined,
  colors: Colors,
): string {
  const heading = step === before ? '' : `${colors.bold(step)}\n\n`;
  const shown = values.map((value) => `  ${colors.dim('?')} ${valueText(value)}`);
  return `${heading}${[`${sql};`, ...shown].join('\n')}\n`;
}

function valueText(value: PlannedStatement['values'][number]): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
