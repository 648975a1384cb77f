import type { FileKind } from '../../pipeline/file-kind.js';
import { quoted, textLiteral } from '../snowflake/identifier.js';
import type { Statement } from '../snowflake/statement.js';
import type { StagedColumn } from './clean-columns.js';

const FORMATS = {
  parquet: { name: 'RATCHET_PARQUET', options: 'TYPE = PARQUET' },
  csv: {
    name: 'RATCHET_CSV',
    options: `TYPE = CSV PARSE_HEADER = TRUE FIELD_OPTIONALLY_ENCLOSED_BY = '"'`,
  },
} as const satisfies Record<FileKind, { name: string; options: string }>;

/** Makes the named file format that INFER_SCHEMA asks for, unless it is there. */
export function createFileFormat(kind: FileKind): Statement {
  const { name, options } = FORMATS[kind];
  return { sql: `CREATE FILE FORMAT IF NOT EXISTS ${quoted(name)} ${options}` };
}

/** Makes an empty table with the columns of staged files, named as the files name them. */
export function createRawTable(table: string, location: string, kind: FileKind): Statement {
  const format = textLiteral(FORMATS[kind].name);
  return {
    sql:
      `CREATE OR REPLACE TRANSIENT TABLE ${quoted(table)} USING TEMPLATE (\n` +
      '  SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) WITHIN GROUP (ORDER BY ORDER_ID)\n' +
      `  FROM TABLE(INFER_SCHEMA(LOCATION => ${textLiteral(location)}, FILE_FORMAT => ${format}))\n)`,
  };
}

/** Loads all staged files into the table; one bad row refuses them all. */
export function copyIntoRawTable(table: string, location: string, kind: FileKind): Statement {
  return {
    sql:
      `COPY INTO ${quoted(table)} FROM ${textLiteral(location)}\n` +
      `FILE_FORMAT = (FORMAT_NAME = ${textLiteral(FORMATS[kind].name)}) ` +
      'MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE ON_ERROR = ABORT_STATEMENT',
  };
}

/** Makes the staged table of a source with clean column names; `from` is a quoted name. */
export function createStagedTable(
  table: string,
  from: string,
  columns: readonly StagedColumn[],
): Statement {
  const selected = columns.map((column) => `${quoted(column.from)} AS ${quoted(column.name)}`);
  return {
    sql:
      `CREATE OR REPLACE TRANSIENT TABLE ${quoted(table)} AS\n` +
      `SELECT ${selected.join(', ')}\nFROM ${from}`,
  };
}

/** Counts the rows of a table and takes their fingerprint: the same rows give the same text, in any order. */
export function fingerprintTable(table: string): Statement {
  return {
    sql:
      'SELECT COUNT(*) AS "ROW_COUNT", TO_VARCHAR(HASH_AGG(*)) AS "FINGERPRINT"\n' +
      `FROM ${quoted(table)}`,
  };
}
