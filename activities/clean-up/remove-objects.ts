import { log } from '@temporalio/activity';
import { z } from 'zod';

import type { KeptObject, Removal } from '../../pipeline/maintenance.js';
import { artifactLocation, runFilesLocation, type NamedRun } from '../../pipeline/object-names.js';
import { isFinal } from '../is-final.js';
import { readVersion } from '../ledger/model-version.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { versionedComment } from '../versioned-comment.js';
import { removeLocation } from './remove-location.js';
import { runTables } from './run-tables.js';
import { dropFunction, dropTable, selectCandidates, selectFunctionsWith } from './statements.js';

/** The version that a run made, if it came so far. */
export interface MadeVersion {
  readonly version: number | null;
  readonly wentLive: boolean;
}

type Removed = Pick<Removal, 'removed' | 'kept'>;

/**
 * Removes a run's tables and files; functions and artifact too, unless its version ever went live: then the artifacts of
 * the candidates that were not chosen.
 */
export async function removeObjects(
  warehouse: Warehouse,
  run: NamedRun,
  { version, wentLive }: MadeVersion,
): Promise<Removed> {
  const objects = new Removing();
  for (const table of await runTables(warehouse, run, { judged: true })) {
    await objects.remove(table, () => warehouse.execute(dropTable(table)));
  }
  await objects.removeFiles(warehouse, runFilesLocation(run));
  if (wentLive) {
    if (version !== null) await removeOtherCandidates(warehouse, run, version, objects);
    return objects;
  }
  if (version !== null) await removeFunctions(warehouse, run, version, objects);
  // A function without its model file would be worse than both.
  if (objects.kept.length === 0) await objects.removeFiles(warehouse, `${artifactLocation(run)}/`);
  return objects;
}

const candidateRow = z.object({ CANDIDATE: z.string() });

/** Nothing is removed unless it is certain which candidate the version is. */
async function removeOtherCandidates(
  warehouse: Warehouse,
  run: NamedRun,
  number: number,
  objects: Removing,
): Promise<void> {
  const { rows } = await warehouse.select(selectCandidates(run.id), candidateRow);
  if (rows.length === 0) return;
  const { artifact } = await readVersion(warehouse, run.model, number);
  const locations = rows.map(({ CANDIDATE: name }) => `${artifactLocation(run, name)}/`);
  const chosen = locations.find((location) => artifact.startsWith(location));
  if (chosen === undefined) return;
  for (const location of locations.filter((one) => one !== chosen)) {
    await objects.removeFiles(warehouse, location);
  }
}

const functionRow = z.object({ FUNCTION_NAME: z.string() });

/** Someone else's function under such a name has another comment, and stays. */
async function removeFunctions(
  warehouse: Warehouse,
  { model }: NamedRun,
  number: number,
  objects: Removing,
): Promise<void> {
  const version = await readVersion(warehouse, model, number);
  const { functionName, probabilityFunctionName, features } = version;
  const names = [functionName, probabilityFunctionName] as const;
  const statement = selectFunctionsWith(warehouse.schema, names, versionedComment(version));
  const { rows } = await warehouse.select(statement, functionRow);
  for (const { FUNCTION_NAME: name } of rows) {
    await objects.remove(name, () => warehouse.execute(dropFunction(name, features)));
  }
}

/** What has been removed of a run so far, and what Snowflake refused to. */
class Removing implements Removed {
  readonly removed: string[] = [];
  readonly kept: KeptObject[] = [];

  async remove(name: string, work: () => Promise<unknown>): Promise<void> {
    if (await this.#attempt(name, work)) this.removed.push(name);
  }

  async removeFiles(warehouse: Warehouse, location: string): Promise<void> {
    let files = 0;
    const work = async (): Promise<void> => {
      files = await removeLocation(warehouse, location);
    };
    if ((await this.#attempt(location, work)) && files > 0) this.removed.push(location);
  }

  /** False when trying again would not help. */
  async #attempt(name: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!isFinal(error)) throw error;
      log.warn('What a run left behind cannot be removed', { name, reason: error.message });
      this.kept.push({ name, reason: error.message });
      return false;
    }
  }
}
