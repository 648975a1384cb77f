import { z } from 'zod';

import type { Source } from '../pipeline/model-spec.js';
import { filesLocation, rawTable, stagedTable } from '../pipeline/object-names.js';
import type { Run } from '../pipeline/run.js';
import type { StagedSources, StagedTable, StagingInput } from '../pipeline/staging.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { readColumns } from './describe-table.js';
import { openLedger } from './ledger/open-ledger.js';
import { checkRequest } from './check-request.js';
import { uploadModelCode } from './procedures/model-code.js';
import { wholeNumber } from './row-columns.js';
import { selectOne } from './select-one.js';
import { quoted, quotedPath } from './snowflake/identifier.js';
import { isMissing } from './snowflake/is-missing.js';
import type { Warehouse } from './snowflake/warehouse.js';
import { cleanColumns } from './staging/clean-columns.js';
import { kindInStage, loadFiles } from './staging/load-files.js';
import { uploadFiles } from './staging/local-files.js';
import { createStagedTable, fingerprintTable } from './staging/statements.js';
import { StepProblem } from './step-problem.js';

/**
 * Step 1. Opens the run in the ledger, uploads the code, and stages every source as a table of the run's own with clean
 * column names. Throws SourceData for sources that are missing, empty or not as they should be.
 */
export async function stageSource(
  { snowflake, handlers, ledger }: ActivityDependencies,
  { run, request }: StagingInput,
): Promise<StagedSources> {
  const spec = checkRequest(request, await handlers.names());
  return snowflake.withWarehouse({ run, step: 'staging' }, async (warehouse) => {
    await openLedger(ledger, warehouse, run, request);
    await uploadModelCode(warehouse, request);
    await handlers.upload(warehouse);
    const staged: Staged[] = [];
    for (const [name, source] of Object.entries(spec.sources)) {
      staged.push(await stageTable(warehouse, run, name, source));
    }
    return {
      tables: staged.map(({ table }) => table),
      queryIds: staged.map(({ queryId }) => queryId),
    };
  });
}

/**
 * The driver repeats a request whose Worker is long gone, and a CREATE OR REPLACE of that time empties a raw table that
 * was loaded since (docs/decisions/0015). So the rows that were loaded are counted again, and loaded again when they left.
 */
const LOADS_AT_MOST = 3;

async function stageTable(
  warehouse: Warehouse,
  run: Run,
  name: string,
  source: Source,
): Promise<Staged> {
  let staged = await stageOnce(warehouse, run, name, source);
  for (let loads = 1; loads < LOADS_AT_MOST && !isWhole(staged); loads += 1) {
    staged = await stageOnce(warehouse, run, name, source);
  }
  const { loaded, table } = staged;
  if (!isWhole(staged)) {
    const found = `loaded ${loaded} rows, but the staged table has ${table.rows}, ${LOADS_AT_MOST} times over`;
    throw refused(name, found, 'See who else writes to its tables, and start the run again.');
  }
  if (table.rows === 0) throw refused(name, 'has no rows', 'Fill it, or change the source.');
  return staged;
}

interface Staged {
  readonly table: StagedTable;
  /** How many rows were loaded; null when the source is a table already. */
  readonly loaded: number | null;
  readonly queryId: string;
}

function isWhole({ table, loaded }: Staged): boolean {
  return loaded === null || table.rows === loaded;
}

async function stageOnce(
  warehouse: Warehouse,
  run: Run,
  name: string,
  source: Source,
): Promise<Staged> {
  const { from, rows: loaded } = await rawRows(warehouse, run, name, source);
  const columns = cleanColumns(name, await columnNames(warehouse, name, from));
  const table = stagedTable(run, name);
  const { queryId } = await warehouse.execute(createStagedTable(table, from, columns));
  const { rows, fingerprint } = await takeFingerprint(warehouse, table);
  const names = columns.map((column) => column.name);
  return { table: { source: name, table, columns: names, rows, fingerprint }, loaded, queryId };
}

/** A table with the source's rows as they are: its quoted name, and how many rows were loaded when Ratchet did that. */
async function rawRows(
  warehouse: Warehouse,
  run: Run,
  name: string,
  source: Source,
): Promise<{ from: string; rows: number | null }> {
  if ('table' in source) return { from: quotedPath(source.table), rows: null };
  const table = rawTable(run, name);
  const [location, kind] =
    'files' in source
      ? ([filesLocation(run, name), await uploadFiles(warehouse, run, name, source.files)] as const)
      : ([source.stage, await kindInStage(warehouse, name, source.stage)] as const);
  const rows = await loadFiles(warehouse, { source: name, location, kind, table });
  return { from: quoted(table), rows };
}

async function columnNames(warehouse: Warehouse, source: string, table: string) {
  try {
    return (await readColumns(warehouse, table)).map((column) => column.name);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const advice = "Check the name, and the grants of the Worker's role.";
    throw refused(source, `found no table ${table} that this role may read`, advice, error);
  }
}

async function takeFingerprint(warehouse: Warehouse, table: string) {
  const counted = z.object({ ROW_COUNT: wholeNumber, FINGERPRINT: z.string() });
  const { row } = await selectOne(warehouse, fingerprintTable(table), counted);
  return { rows: row.ROW_COUNT, fingerprint: row.FINGERPRINT };
}

function refused(source: string, found: string, advice: string, cause?: unknown): StepProblem {
  return new StepProblem('SourceData', `Source ${source}: ${found}. ${advice}`, { cause });
}
