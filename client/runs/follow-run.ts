import { isGrpcCancelledError, type WorkflowHandle } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';

import type { Progress } from '../../pipeline/progress.js';
import type { Temporal } from '../connect.js';
import { queryProgress } from './query-progress.js';
import { readRun, runEnd, type RunReport } from './run-report.js';
import type { RunReference } from './run-reference.js';
import type { RetrainModel } from './start-run.js';

const POLL_INTERVAL_MS = 250;

export interface Following {
  /** Told how far the run is, again and again; null while no Worker answers. */
  readonly onProgress: (progress: Progress | null) => void | Promise<void>;
  /** Ends the following; the run goes on. */
  readonly signal: AbortSignal;
}

/** Follows a run to its end; null when `signal` ended the following before. */
export async function followRun(
  temporal: Temporal,
  run: RunReference,
  { onProgress, signal }: Following,
): Promise<RunReport | null> {
  const handle = temporal.client.workflow.getHandle<RetrainModel>(run.workflowId, run.runId);
  try {
    return await temporal.client.connection.withAbortSignal(signal, async () => {
      await watchUntilEnd(temporal, handle, onProgress);
      const report = await readRun(temporal, run);
      await onProgress(report.progress);
      return report;
    });
  } catch (error) {
    if (signal.aborted && isGrpcCancelledError(error)) return null;
    throw error;
  }
}

async function watchUntilEnd(
  temporal: Temporal,
  handle: WorkflowHandle<RetrainModel>,
  onProgress: Following['onProgress'],
): Promise<void> {
  const ended = new AbortController();
  const end = runEnd(handle).finally(() => ended.abort());
  const watching = watch(temporal, handle, onProgress, ended.signal);
  await Promise.all([end, watching]);
}

async function watch(
  temporal: Temporal,
  handle: WorkflowHandle<RetrainModel>,
  onProgress: Following['onProgress'],
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    const progress = await queryProgress(temporal, handle);
    if (ended.aborted) return;
    await onProgress(progress);
    await pause(POLL_INTERVAL_MS, undefined, { signal: ended }).catch(ignoreAbort);
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
