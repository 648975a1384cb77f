import { setTimeout as pause } from 'node:timers/promises';

import { WorkflowNotFoundError } from '@temporalio/client';

import { retrainingWorkflowId, rollbackWorkflowId } from '../../pipeline/workflow-ids.js';
import { probabilityFunction } from '../../pipeline/object-names.js';
import { readFunctions } from '../support/invariants/observe.js';
import { functionOf } from '../support/small-folders.js';
import { runMaintenance } from './maintenance.js';
import { patiently } from './patiently.js';
import type { Action, WhichWorkers } from './plan.js';
import type { SeedPlace } from './seed-place.js';

/** What is left to do of an action once the request that it met goes on; settles when all is done. */
export type Rest = () => Promise<void>;

const NOTHING: Rest = () => Promise.resolve();

/** Does the first part of an action: what has to be done while the request waits. */
export function begin(place: SeedPlace, action: Action): Promise<Rest> {
  if ('worker' in action) return toWorkers(place, action);
  if ('downMs' in action) {
    const { killTemporal, killSnowflake } = place.servers;
    return (action.kind === 'restart-temporal' ? killTemporal : killSnowflake)(action.downMs);
  }
  if (action.kind === 'maintenance') {
    return Promise.resolve(async () => {
      // It may fail while Snowflake is away; what counts is the one when all faults are over.
      await runMaintenance(place);
    });
  }
  const { kind, model } = action;
  return kind === 'cancel' || kind === 'terminate'
    ? endRuns(place, kind, model)
    : drift(place, kind, model);
}

async function toWorkers(
  place: SeedPlace,
  action: Extract<Action, { worker: WhichWorkers }>,
): Promise<Rest> {
  const workers = place.workers(action.worker);
  if ('ms' in action) {
    const thaws = workers.map((worker) => worker.freeze());
    return async () => {
      await pause(action.ms);
      for (const thaw of thaws) thaw();
    };
  }
  if (action.kind === 'kill-worker') {
    await Promise.all(workers.map((worker) => worker.kill()));
    return NOTHING;
  }
  // Not awaited: a Worker that stops waits for the request that waits here.
  return async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  };
}

/** Ends what is open of a model, as a person does who means "whatever it is doing". */
async function endRuns(
  place: SeedPlace,
  kind: 'cancel' | 'terminate',
  model: string,
): Promise<Rest> {
  const { client } = place.temporal;
  for (const id of [retrainingWorkflowId(model), rollbackWorkflowId(model)]) {
    try {
      const handle = client.workflow.getHandle(id);
      await patiently(() => (kind === 'cancel' ? handle.cancel() : handle.terminate('chaos')));
      place.journal.note(`told ${id} to end`);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  return NOTHING;
}

const SIGNATURE = '("CHARGES" FLOAT, "TENURE" FLOAT, "CONTRACT" VARCHAR)';

/** What an operator does by hand, without Ratchet. */
async function drift(
  place: SeedPlace,
  kind: 'drop-serving' | 'replace-serving',
  model: string,
): Promise<Rest> {
  const names = [functionOf(model), probabilityFunction(functionOf(model))];
  const there = new Set((await readFunctions(place.query)).map(({ name }) => name));
  if (!names.every((name) => there.has(name))) {
    place.journal.note(`${model} has no serving functions yet`);
    return NOTHING;
  }
  place.drifted(model);
  for (const name of names) {
    await place.query(
      kind === 'drop-serving'
        ? `DROP FUNCTION IF EXISTS "${name}"(FLOAT, FLOAT, VARCHAR)`
        : `CREATE OR REPLACE FUNCTION "${name}"${SIGNATURE} RETURNS FLOAT AS '0.125'`,
    );
  }
  return NOTHING;
}
