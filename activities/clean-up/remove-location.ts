import { SnowflakeStatementError } from '../snowflake/errors.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { removeFiles } from './statements.js';

const NO_SUCH_STAGE = '002003';

/** Removes the files of a stage location. Returns how many there were; a stage that was never made has none. */
export async function removeLocation(warehouse: Warehouse, location: string): Promise<number> {
  try {
    return (await warehouse.execute(removeFiles(location))).rows.length;
  } catch (error) {
    const isMissing = error instanceof SnowflakeStatementError && error.code === NO_SUCH_STAGE;
    if (!isMissing) throw error;
    return 0;
  }
}
