import { userInfo } from 'node:os';

import { TASK_QUEUE } from '../pipeline/workflow-ids.js';

/** What the Client takes from the process environment; the only reader of it, beside envconfig for TEMPORAL_*. */
export interface Environment {
  readonly taskQueue: string;
  /** Where Temporal's Web UI is; null when only a guess from the address is left. */
  readonly webUiUrl: string | null;
  /** Who starts runs, for the ledger. */
  readonly startedBy: string;
}

/** Reads RATCHET_TASK_QUEUE, RATCHET_WEB_UI_URL and RATCHET_STARTED_BY. */
export function readEnvironment(): Environment {
  return {
    taskQueue: process.env['RATCHET_TASK_QUEUE'] ?? TASK_QUEUE,
    webUiUrl: process.env['RATCHET_WEB_UI_URL'] ?? null,
    startedBy: process.env['RATCHET_STARTED_BY'] ?? userName(),
  };
}

/** A container may run under a user id that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return process.env['USER'] ?? 'unknown';
    throw error;
  }
}

/**
 * The process environment for children of `ratchet dev`: without what would lead them to a real account or a real
 * Temporal namespace.
 */
export function environmentWithoutAccounts(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !/^(TEMPORAL|SNOWFLAKE|SNOWSQL)_/.test(entry[0]),
    ),
  );
}

/** The environment of this process, for a Worker that is to find the same accounts. */
export function inheritedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}
