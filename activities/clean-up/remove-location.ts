import { isMissing } from '../snowflake/is-missing.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { removeFiles } from './statements.js';

/** Removes the files of a stage location. Returns how many there were; a stage that was never made has none. */
export async function removeLocation(warehouse: Warehouse, location: string): Promise<number> {
  try {
    return (await warehouse.execute(removeFiles(location))).rows.length;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return 0;
  }
}
