import type { WorkflowStates } from '../pipeline/workflow-state.js';
import type { LedgerTables } from './ledger/ledger-tables.js';
import type { HandlerFiles } from './procedures/handler-files.js';
import type { Snowflake } from './snowflake/warehouse.js';

/** What the steps work with, the same for every run. */
export interface ActivityDependencies {
  readonly snowflake: Snowflake;
  /** Whether the Workflows of runs are open. */
  readonly workflows: WorkflowStates;
  /** Where the steps make sure of the ledger's tables. */
  readonly ledger: LedgerTables;
  /** Ratchet's own Python files, which run in the warehouse. */
  readonly handlers: HandlerFiles;
  /** RUNTIME_VERSION of procedures and functions. */
  readonly pythonVersion: string;
}
