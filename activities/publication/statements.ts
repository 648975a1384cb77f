import type { Feature } from '../../pipeline/features.js';
import { countWhere } from '../count-where.js';
import { SQL_TYPES } from '../feature-types.js';
import { quoted, textLiteral } from '../snowflake/identifier.js';
import type { Statement } from '../snowflake/statement.js';
import type { AnsweringModel, AnswerType } from './answering-model.js';

/** A Python function that runs one version of a model. */
export interface VersionedUdf {
  readonly name: string;
  readonly features: readonly Feature[];
  readonly returns: AnswerType;
  /** Python text that defines `answer`. */
  readonly body: string;
  readonly pythonVersion: string;
  readonly packages: readonly string[];
  /** Stage locations of the model and of the code that it needs. */
  readonly imports: readonly string[];
  /** Says whose function it is; a retried step knows its own by it. */
  readonly comment: string;
}

/** The arguments of a function: one for each feature, in their order. */
function signature(features: readonly Feature[]): string {
  return features.map(({ name, kind }) => `${quoted(name)} ${SQL_TYPES[kind]}`).join(', ');
}

/** Makes the function of a version; it is an error when there is one of that name, because versions never change. */
export function createVersionedUdf(udf: VersionedUdf): Statement {
  const clauses = [
    `RETURNS ${udf.returns}`,
    'LANGUAGE PYTHON',
    `RUNTIME_VERSION = ${textLiteral(udf.pythonVersion)}`,
    `COMMENT = ${textLiteral(udf.comment)}`,
    `IMPORTS = (${udf.imports.map(textLiteral).join(', ')})`,
    `PACKAGES = (${udf.packages.map(textLiteral).join(', ')})`,
    "HANDLER = 'answer'",
    `AS $$\n${udf.body}\n$$`,
  ];
  return {
    sql: `CREATE FUNCTION ${quoted(udf.name)}(${signature(udf.features)})\n${clauses.join('\n')}`,
  };
}

/** Reads the comments of the functions of a name in the schema. */
export function selectFunctionComments(schema: string, name: string): Statement {
  return {
    sql:
      'SELECT "COMMENT" FROM "INFORMATION_SCHEMA"."FUNCTIONS"\n' +
      'WHERE "FUNCTION_SCHEMA" = ? AND "FUNCTION_NAME" = ?',
    binds: [schema, name],
  };
}

/** Reads the comments of all functions in the schema that have the name of a serving function of the ledger. */
export function selectServingFunctions(schema: string): Statement {
  return {
    sql:
      'SELECT "FUNCTION_NAME", "COMMENT" FROM "INFORMATION_SCHEMA"."FUNCTIONS"\n' +
      'WHERE "FUNCTION_SCHEMA" = ? AND "FUNCTION_NAME" IN (\n' +
      '  SELECT "SERVING_FUNCTION" FROM "LIVE_VERSION"\n' +
      '  UNION ALL\n' +
      `  SELECT CONCAT("SERVING_FUNCTION", '_PROBA') FROM "LIVE_VERSION"\n)`,
    binds: [schema],
  };
}

/** The largest difference of a number that counts as none: sums in another order differ by less. */
const TOLERANCE = '1e-9';

/** Runs both functions over the rows that the evaluation scored, and counts where they differ from it. */
export function compareWithScores(
  scores: string,
  { features, task }: AnsweringModel,
  functions: { readonly predict: string; readonly proba: string },
): Statement {
  const passed = features
    .map(({ name, kind }) => `CAST(${quoted(name)} AS ${SQL_TYPES[kind]})`)
    .join(', ');
  // Values of a regression are of any size, so what counts as no difference grows with them.
  const predictions = countWhere(
    task === 'regression'
      ? differsFrom('PREDICTED', 'RATCHET_PREDICTION', 'GREATEST(1, ABS("RATCHET_PREDICTION"))')
      : '"PREDICTED" IS DISTINCT FROM "RATCHET_PREDICTION"',
  );
  const probabilities = countWhere(differsFrom('PROBABILITY', 'RATCHET_PROBABILITY'));
  return {
    sql:
      `SELECT COUNT(*) AS "ROW_COUNT",\n  ${predictions} AS "PREDICTIONS",\n` +
      `  ${probabilities} AS "PROBABILITIES"\n` +
      'FROM (\n  SELECT "RATCHET_PREDICTION", "RATCHET_PROBABILITY",\n' +
      `    ${quoted(functions.predict)}(${passed}) AS "PREDICTED",\n` +
      `    ${quoted(functions.proba)}(${passed}) AS "PROBABILITY"\n` +
      `  FROM ${quoted(scores)}\n)`,
  };
}

/** Whether two numbers, or one and NULL, differ by more than TOLERANCE, or that share of `scale`. */
function differsFrom(found: string, expected: string, scale?: string): string {
  const [left, right] = [quoted(found), quoted(expected)];
  const most = scale === undefined ? TOLERANCE : `${TOLERANCE} * ${scale}`;
  return (
    `CASE WHEN ${left} IS NULL OR ${right} IS NULL THEN ${left} IS DISTINCT FROM ${right} ` +
    `ELSE ABS(${left} - ${right}) > ${most} END`
  );
}
