import type { Feature } from '../../pipeline/features.js';
import { countWhere } from '../count-where.js';
import { SQL_TYPES } from '../feature-types.js';
import { quoted, textLiteral } from '../snowflake/identifier.js';
import type { Statement } from '../snowflake/statement.js';

/** A Python function that runs one version of a model. */
export interface VersionedUdf {
  readonly name: string;
  readonly features: readonly Feature[];
  /** `module.function` */
  readonly handler: string;
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
    'RETURNS FLOAT',
    'LANGUAGE PYTHON',
    `RUNTIME_VERSION = ${textLiteral(udf.pythonVersion)}`,
    `COMMENT = ${textLiteral(udf.comment)}`,
    `IMPORTS = (${udf.imports.map(textLiteral).join(', ')})`,
    `PACKAGES = (${udf.packages.map(textLiteral).join(', ')})`,
    `HANDLER = ${textLiteral(udf.handler)}`,
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

/** The largest difference of a probability that counts as none: sums in another order differ by less. */
const TOLERANCE = '1e-9';

/** Runs both functions over the rows that the evaluation scored, and counts where they differ from it. */
export function compareWithScores(
  scores: string,
  features: readonly Feature[],
  functions: { readonly predict: string; readonly proba: string },
): Statement {
  const passed = features
    .map(({ name, kind }) => `CAST(${quoted(name)} AS ${SQL_TYPES[kind]})`)
    .join(', ');
  const predictions = countWhere('"PREDICTED" IS DISTINCT FROM "RATCHET_PREDICTION"');
  const probabilities = countWhere(
    'CASE WHEN "PROBABILITY" IS NULL OR "RATCHET_PROBABILITY" IS NULL ' +
      'THEN "PROBABILITY" IS DISTINCT FROM "RATCHET_PROBABILITY" ' +
      `ELSE ABS("PROBABILITY" - "RATCHET_PROBABILITY") > ${TOLERANCE} END`,
  );
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
