import { isMissing, isMissingColumn } from '../snowflake/is-missing.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import {
  ADDED_COLUMNS,
  addLedgerColumn,
  createLedgerTable,
  createStage,
  fillServingFunction,
  LEDGER_TABLES,
  STAGES,
} from './table-statements.js';

/** Makes what is missing of the ledger's tables and the stages, and brings those of an earlier Ratchet up to date. */
export async function createLedger(warehouse: Warehouse): Promise<void> {
  for (const table of LEDGER_TABLES) await warehouse.execute(createLedgerTable(table));
  for (const added of ADDED_COLUMNS) await warehouse.execute(addLedgerColumn(added));
  await warehouse.execute(fillServingFunction());
  for (const stage of STAGES) await warehouse.execute(createStage(stage));
}

/**
 * What a Worker knows of the ledger's tables and the stages. They are some 18 statements, so they are made once in its life
 * and not once a step: a Ratchet that needs others is another Worker, which makes them even for a run that is under way.
 */
export class LedgerTables {
  #areUpToDate = false;

  /** Makes them, unless this Worker did: a run that an earlier Ratchet began has a ledger of then. */
  async ensure(warehouse: Warehouse): Promise<void> {
    if (this.#areUpToDate) return;
    await createLedger(warehouse);
    this.#areUpToDate = true;
  }

  /** Does work that needs them; somebody may have dropped them since, then they are made again. It must bear repetition. */
  async with<Output>(warehouse: Warehouse, work: () => Promise<Output>): Promise<Output> {
    await this.ensure(warehouse);
    return this.healing(warehouse, work);
  }

  /** The same without making sure first, for work that is waited for and hardly ever lacks anything. */
  async healing<Output>(warehouse: Warehouse, work: () => Promise<Output>): Promise<Output> {
    try {
      return await work();
    } catch (error) {
      if (!isMissing(error) && !isMissingColumn(error)) throw error;
      await createLedger(warehouse);
      this.#areUpToDate = true;
      return work();
    }
  }
}
