import type { WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';

import { SEARCH_ATTRIBUTES } from '../../pipeline/search-attributes.js';
import { RETRAIN_MODEL, ROLL_BACK_MODEL } from '../../pipeline/workflow-ids.js';
import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import { temporalRefusal } from '../temporal-refusal.js';
import { runReference, type RunReference } from './run-reference.js';

/** Enough for the last run of every model of a team; more would be slow to page through. */
const RUNS_LOOKED_AT = 1_000;

/** A run's own ids, and those of the Workflow of a Schedule that started it. */
const RUN_IDS = ['WorkflowId', 'RunId', 'ParentWorkflowId', 'ParentRunId'] as const;

/** A run as Temporal's list knows it. */
export interface RunSummary extends RunReference {
  readonly status: WorkflowExecutionStatusName;
  readonly step: string | null;
  readonly outcome: string | null;
  readonly trigger: string | null;
  readonly version: number | null;
  readonly primaryMetric: number | null;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** The open run of every model, or else its last one, in the order of the models' names; rollbacks are runs too. */
export async function lastRuns(temporal: Temporal): Promise<RunSummary[]> {
  const latest = new Map<string, RunSummary>();
  for await (const run of listRuns(temporal, '')) {
    const known = latest.get(run.model);
    if (known === undefined || compareRuns(run, known) < 0) latest.set(run.model, run);
  }
  return [...latest.values()].sort((a, b) => (a.model < b.model ? -1 : 1));
}

/**
 * The run that a person means by a model's name (its open one, or else its last), a Workflow Id or a run id.
 * Throws CliError when there is none.
 */
export async function findRun(temporal: Temporal, reference: string): Promise<RunSummary> {
  // What stands in quotes in the query can not end them.
  const value = /^[\w.:+-]+$/.test(reference) ? reference : '';
  const fields = [SEARCH_ATTRIBUTES.model.name, ...RUN_IDS];
  const runs: RunSummary[] = [];
  const anyOf = fields.map((field) => `${field} = '${value}'`).join(' OR ');
  for await (const run of listRuns(temporal, ` AND (${anyOf})`)) runs.push(run);
  const [last] = runs.sort(compareRuns);
  if (last !== undefined) return last;
  const { namespace, address } = temporal;
  throw new CliError(
    EXIT.BAD_INPUT,
    `No run of a model "${reference}", and no run of that id, in namespace ${namespace} at ${address}. npx ratchet status lists what there is.`,
  );
}

/** Open ones first, then the latest: beside a retraining that goes on, a rollback may have come and gone. */
function compareRuns(a: RunSummary, b: RunSummary): number {
  const [isOpen, isOtherOpen] = [a.status === 'RUNNING', b.status === 'RUNNING'];
  if (isOpen !== isOtherOpen) return isOpen ? -1 : 1;
  return a.startedAt > b.startedAt ? -1 : 1;
}

async function* listRuns(temporal: Temporal, condition: string): AsyncGenerator<RunSummary> {
  const query = `WorkflowType IN ('${RETRAIN_MODEL}', '${ROLL_BACK_MODEL}')${condition}`;
  let left = RUNS_LOOKED_AT;
  try {
    for await (const info of temporal.client.workflow.list({ query })) {
      yield summaryOf(temporal, info);
      left -= 1;
      if (left === 0) return;
    }
  } catch (error) {
    throw temporalRefusal(error, 'list runs', temporal);
  }
}

function summaryOf(temporal: Temporal, info: WorkflowExecutionInfo): RunSummary {
  const { workflowId, runId, typedSearchAttributes: attributes } = info;
  return {
    ...runReference(temporal, {
      model: attributes.get(SEARCH_ATTRIBUTES.model) ?? workflowId,
      workflowId,
      runId,
    }),
    status: info.status.name,
    step: attributes.get(SEARCH_ATTRIBUTES.step) ?? null,
    outcome: attributes.get(SEARCH_ATTRIBUTES.outcome) ?? null,
    trigger: attributes.get(SEARCH_ATTRIBUTES.trigger) ?? null,
    version: attributes.get(SEARCH_ATTRIBUTES.version) ?? null,
    primaryMetric: attributes.get(SEARCH_ATTRIBUTES.primaryMetric) ?? null,
    startedAt: info.startTime.toISOString(),
    endedAt: info.closeTime?.toISOString() ?? null,
  };
}
