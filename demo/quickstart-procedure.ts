import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from '../client/dev/programs.js';
import { statementsOf } from './sql-script.js';
import type { Warehouse } from './warehouse.js';

/** Creates the quickstart's stage and procedure, as its reader did long before Ratchet came. */
export async function deployQuickstartProcedure(warehouse: Warehouse): Promise<void> {
  const file = join(projectRoot(), 'models', 'telco-churn-quickstart', 'procedure.sql');
  for (const statement of statementsOf(readFileSync(file, 'utf8'))) {
    await warehouse.execute(statement);
  }
}
