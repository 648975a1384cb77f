import { z } from 'zod';

import type { WorkflowStates } from '../../pipeline/workflow-state.js';
import type { QueryTag } from '../snowflake/query-tag.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { selectRunStates } from './statements.js';
import { findRunning, stopAll, type Stopping } from './stop-run.js';

/** How many statements one sweep ends. */
const STATEMENTS_AT_ONCE = 100;

const stateRow = z.object({ RUN_ID: z.string(), STATE: z.string() });

/** What was stopped, and whether there is more to stop. */
export interface StoppedStrays extends Stopping {
  readonly isComplete: boolean;
}

/**
 * Ends every statement whose run is over: by the ledger, or by Temporal where the ledger does not know the run yet. A tag
 * proves nothing by itself, so of a run that neither knows every statement goes on.
 */
export async function stopStrays(
  workflows: WorkflowStates,
  warehouse: Warehouse,
): Promise<StoppedStrays> {
  const running = await findRunning(warehouse);
  const over = await runsThatAreOver(
    workflows,
    warehouse,
    running.map(({ tag }) => tag),
  );
  const strays = running.filter(({ tag }) => over.has(tag.runId));
  const stopping = await stopAll(warehouse, strays.slice(0, STATEMENTS_AT_ONCE));
  return { ...stopping, isComplete: strays.length <= STATEMENTS_AT_ONCE };
}

async function runsThatAreOver(
  workflows: WorkflowStates,
  warehouse: Warehouse,
  tags: readonly QueryTag[],
): Promise<ReadonlySet<string>> {
  const byRun = new Map(tags.map((tag) => [tag.runId, tag]));
  if (byRun.size === 0) return new Set();
  const { rows } = await warehouse.select(selectRunStates([...byRun.keys()]), stateRow);
  const states = new Map(rows.map(({ RUN_ID, STATE }) => [RUN_ID, STATE]));
  const over = new Set<string>();
  for (const tag of byRun.values()) {
    const state = states.get(tag.runId) ?? (await workflows.stateOf(tag));
    if (!GOES_ON.includes(state)) over.add(tag.runId);
  }
  return over;
}

/** The ledger's word for it, and Temporal's two. */
const GOES_ON: readonly string[] = ['RUNNING', 'open', 'unknown'];
