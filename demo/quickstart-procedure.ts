import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from '../client/dev/programs.js';
import type { Warehouse } from './warehouse.js';

/** Creates the quickstart's stage and procedure, as its reader did long before Ratchet came. */
export async function deployQuickstartProcedure(warehouse: Warehouse): Promise<void> {
  const file = join(projectRoot(), 'models', 'telco-churn-quickstart', 'procedure.sql');
  for (const statement of statementsOf(readFileSync(file, 'utf8'))) {
    await warehouse.execute(statement);
  }
}

/** The statements of a script; a ; between $$ and $$ belongs to the code there. */
function statementsOf(script: string): string[] {
  const separated = script
    .split('$$')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll(/;\s*$/gm, '\u0000') : part));
  return separated
    .join('$$')
    .split('\u0000')
    .filter((statement) => /^\s*(?!--)\S/m.test(statement));
}
