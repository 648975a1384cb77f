import type snowflake from 'snowflake-sdk';

import type { StatementOutcome, TextRow } from './statement.js';

/** Every value as Snowflake's text: numbers keep all their digits, and no VARIANT is evaluated. */
const AS_TEXT: snowflake.DataType[] = ['String', 'Boolean', 'Number', 'Date', 'JSON', 'Buffer'];

/** Reads the whole result of a statement that succeeded. */
export async function readOutcome(
  statement: snowflake.RowStatement | snowflake.FileAndStageBindStatement,
): Promise<StatementOutcome> {
  // The rows are gone from the driver once they were streamed: it has to count first.
  const changed = statement.getNumUpdatedRows() ?? -1;
  const names = (statement.getColumns() ?? []).map((column) => column.getName());
  const rows: TextRow[] = [];
  for await (const values of statement.streamRows({ fetchAsString: AS_TEXT })) {
    rows.push(textRow(names, values));
  }
  return { queryId: statement.getQueryId(), rows, changedRows: changed < 0 ? null : changed };
}

function textRow(names: readonly string[], values: unknown): TextRow {
  if (!Array.isArray(values)) throw new TypeError('the driver gave a row that is not an array');
  return Object.fromEntries(names.map((name, index) => [name, textOf(values[index])]));
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
