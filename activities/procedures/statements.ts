import type { sprocName } from '../../pipeline/object-names.js';
import { quoted, quotedPath, textLiteral } from '../snowflake/identifier.js';
import type { Bind, Statement } from '../snowflake/statement.js';

/** A Python procedure of Ratchet without its name. */
export interface SprocDefinition {
  readonly purpose: Parameters<typeof sprocName>[0];
  /** `module.function` */
  readonly handler: string;
  readonly pythonVersion: string;
  readonly packages: readonly string[];
  /** Stage locations of the files that it needs. */
  readonly imports: readonly string[];
}

/** All that makes a procedure what it is, as the clauses of its CREATE statement. */
export function sprocClauses(definition: SprocDefinition): string {
  return [
    'RETURNS VARCHAR',
    'LANGUAGE PYTHON',
    `RUNTIME_VERSION = ${textLiteral(definition.pythonVersion)}`,
    `PACKAGES = (${definition.packages.map(textLiteral).join(', ')})`,
    `IMPORTS = (${definition.imports.map(textLiteral).join(', ')})`,
    `HANDLER = ${textLiteral(definition.handler)}`,
    'EXECUTE AS CALLER',
  ].join('\n');
}

/** Makes a procedure that takes one JSON text and returns one. */
export function createSproc(name: string, definition: SprocDefinition): Statement {
  return {
    sql: `CREATE OR REPLACE PROCEDURE ${quoted(name)}("REQUEST" VARCHAR)\n${sprocClauses(definition)}`,
  };
}

/** Calls a procedure by its dotted name. */
export function callSproc(
  name: string,
  values: readonly Bind[],
  options: Pick<Statement, 'timeoutMs' | 'resumeAs'> = {},
): Statement {
  const marks = values.map(() => '?').join(', ');
  return { sql: `CALL ${quotedPath(name)}(${marks})`, binds: values, ...options };
}
