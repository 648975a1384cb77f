import { z } from 'zod';

import { durationMs } from '../../pipeline/duration.js';
import type { ProcedureTraining } from '../../pipeline/model-spec.js';
import type { Scores } from '../../pipeline/metrics.js';
import { callSproc } from '../procedures/statements.js';
import { selectOne } from '../select-one.js';
import { SnowflakeStatementError } from '../snowflake/errors.js';
import { quoted } from '../snowflake/identifier.js';
import type { Bind } from '../snowflake/statement.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { selfReportedScores } from './self-reported-scores.js';

/** Codes of an unknown function or procedure, by its arguments or at all, and of a missing object. */
const MISSING_CODES: readonly (string | null)[] = [
  '001044',
  '002139',
  '002140',
  '002141',
  '002003',
];

const anyRow = z.record(z.string(), z.string().nullable());

/**
 * Calls a procedure that the team has already, as it is; `beforeSending` is not called for a CALL that is taken up.
 * Returns the scores that it reports about itself. Throws ProcedureMissing when there is none, and UserCode when it
 * fails or returns no scores.
 */
export async function callTeamProcedure(
  warehouse: Warehouse,
  training: ProcedureTraining,
  featureTable: string,
  beforeSending: () => Promise<void>,
): Promise<{ readonly scores: Scores; readonly queryId: string }> {
  const table = plainPath([warehouse.database, warehouse.schema, featureTable]);
  const values = training.arguments.map((value) => fillIn(value, table));
  const options = { timeoutMs: durationMs(training.timeout), resumeAs: 'procedure' };
  const bindsWhenSent = async () => {
    await beforeSending();
    return values;
  };
  const statement = { ...callSproc(training.procedure, values, options), bindsWhenSent };
  const { row, queryId } = await selectOne(warehouse, statement, anyRow).catch((error: unknown) => {
    throw isMissing(error) ? missing(training, error) : error;
  });
  return { scores: selfReportedScores(training, Object.values(row)[0] ?? null), queryId };
}

/** With its schema, because a procedure with owner's rights looks names up in its own; quoted only where it must be. */
function plainPath(parts: readonly string[]): string {
  return parts.map((part) => (/^[A-Z_][A-Z0-9_]*$/.test(part) ? part : quoted(part))).join('.');
}

function fillIn(value: string | number | boolean, featureTable: string): Bind {
  return typeof value === 'string' ? value.replaceAll('{features}', () => featureTable) : value;
}

/** The same code inside the procedure, for a table that it misses, comes as its exception and not as this. */
function isMissing(error: unknown): error is SnowflakeStatementError {
  return error instanceof SnowflakeStatementError && MISSING_CODES.includes(error.code);
}

function missing({ procedure, arguments: given }: ProcedureTraining, cause: Error): StepProblem {
  const signature = given.map(typeOf).join(', ');
  return new StepProblem(
    'ProcedureMissing',
    `Found no procedure ${procedure}(${signature}) that the Worker's role may use. ` +
      'Create it, grant USAGE on it, or change training.procedure or training.arguments in model.yaml.',
    { cause },
  );
}

function typeOf(value: string | number | boolean): string {
  if (typeof value === 'string') return 'VARCHAR';
  return typeof value === 'number' ? 'NUMBER' : 'BOOLEAN';
}
