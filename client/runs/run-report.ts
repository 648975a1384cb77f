import {
  WorkflowFailedError,
  WorkflowNotFoundError,
  type WorkflowExecutionDescription,
  type WorkflowExecutionStatusName,
  type WorkflowHandle,
} from '@temporalio/client';

import type { RetrainingOutcome } from '../../pipeline/outcome.js';
import type { RollbackOutcome } from '../../pipeline/rollback.js';
import type { Progress } from '../../pipeline/progress.js';
import { SEARCH_ATTRIBUTES } from '../../pipeline/search-attributes.js';
import type { Temporal } from '../connect.js';
import { CliError, EXIT, type ExitCode } from '../exit-codes.js';
import { queryProgress } from './query-progress.js';
import { runFailure, type RunFailure } from './run-failure.js';
import { runReference, type RunReference } from './run-reference.js';

/** A Workflow that is a run: its type is all that the Client knows of it. */
export type RunWorkflow = () => Promise<RetrainingOutcome | RollbackOutcome>;

/** How a run ended: with an outcome, or with a failure; neither while it is open. */
export interface RunEnd {
  readonly outcome: RetrainingOutcome | RollbackOutcome | null;
  readonly failure: RunFailure | null;
}

/** All that can be told about one run. */
export interface RunReport extends RunReference, RunEnd {
  readonly status: WorkflowExecutionStatusName;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Null when no Worker answers for the run. */
  readonly progress: Progress | null;
}

/** Reads a run; without a run id the latest of its Workflow Id. Throws CliError when there is none. */
export async function readRun(
  temporal: Temporal,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string },
): Promise<RunReport> {
  const description = await describe(temporal, workflowId, runId);
  const handle = temporal.client.workflow.getHandle<RunWorkflow>(workflowId, description.runId);
  const isOpen = description.status.name === 'RUNNING';
  const end = isOpen ? { outcome: null, failure: null } : await runEnd(handle);
  const model = description.typedSearchAttributes.get(SEARCH_ATTRIBUTES.model);
  return {
    ...runReference(temporal, { model: model ?? workflowId, workflowId, runId: description.runId }),
    status: description.status.name,
    startedAt: description.startTime.toISOString(),
    endedAt: description.closeTime?.toISOString() ?? null,
    ...end,
    progress: await queryProgress(temporal, handle),
  };
}

async function describe(
  temporal: Temporal,
  workflowId: string,
  runId: string | undefined,
): Promise<WorkflowExecutionDescription> {
  try {
    return await temporal.client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const { namespace, address } = temporal;
    const message = `There is no run ${runId ?? workflowId} in namespace ${namespace} at ${address}.`;
    throw new CliError(EXIT.BAD_INPUT, message, { cause: error });
  }
}

/** Waits for the end of a run. */
export async function runEnd(handle: WorkflowHandle<RunWorkflow>): Promise<RunEnd> {
  try {
    return { outcome: await handle.result(), failure: null };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return { outcome: null, failure: runFailure(error.cause ?? error) };
  }
}

/** What the shell is to see of a run that ended: held and rejected apart from failed. */
export function exitCodeOf({ outcome, failure }: RunEnd): ExitCode {
  if (failure !== null) return failure.exitCode;
  if (outcome?.kind === 'SUPERSEDED') return EXIT.RUN_FAILED;
  return outcome?.kind === 'HELD' || outcome?.kind === 'REJECTED' ? EXIT.GATE_NOT_MET : EXIT.OK;
}
