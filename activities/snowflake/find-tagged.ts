import { selectTaggedStatements, taggedStatementRow } from './tagged-statements.js';
import type { TaggedStatement, TaggedStatementFilter } from './tagged-statements.js';
import type { Warehouse } from './warehouse.js';

/** How far back Snowflake's history goes, less a while for clocks that differ. */
const HISTORY_MS = 7 * 24 * 3_600_000 - 10 * 60_000;

/**
 * The statements of this user that carry a tag of Ratchet's, as far as the history knows them by now. A `since` before
 * the history's beginning is taken for that.
 */
export async function findTagged(
  warehouse: Pick<Warehouse, 'select'>,
  { since, ...filter }: TaggedStatementFilter,
): Promise<readonly TaggedStatement[]> {
  const reached = new Date(Math.max(since.getTime(), Date.now() - HISTORY_MS));
  const statement = selectTaggedStatements({ ...filter, since: reached });
  const { rows } = await warehouse.select(statement, taggedStatementRow);
  return rows.filter((row) => row !== null);
}
