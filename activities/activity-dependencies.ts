import type { HandlerFiles } from './procedures/handler-files.js';
import type { Snowflake } from './snowflake/warehouse.js';

/** What the steps work with, the same for every run. */
export interface ActivityDependencies {
  readonly snowflake: Snowflake;
  /** Ratchet's own Python files, which run in the warehouse. */
  readonly handlers: HandlerFiles;
  /** RUNTIME_VERSION of procedures and functions. */
  readonly pythonVersion: string;
}
