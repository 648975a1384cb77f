import type { WorkflowHandle } from '@temporalio/client';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import type { Progress } from '../../pipeline/progress.js';
import type { Temporal } from '../connect.js';
import { queryProgress } from './query-progress.js';
import { readRun, runEnd, type RunReport, type RunWorkflow } from './run-report.js';
import type { RunReference } from './run-reference.js';

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
  // The connection's own withAbortSignal leaves a listener on the signal for every call, four of them a second.
  const detached = once(signal, 'abort').then(() => null);
  return signal.aborted
    ? null
    : Promise.race([follow(temporal, run, onProgress, signal), detached]);
}

async function follow(
  temporal: Temporal,
  run: RunReference,
  onProgress: Following['onProgress'],
  signal: AbortSignal,
): Promise<RunReport> {
  const handle = temporal.client.workflow.getHandle<RunWorkflow>(run.workflowId, run.runId);
  const ended = new AbortController();
  const over = AbortSignal.any([signal, ended.signal]);
  const end = runEnd(handle).finally(() => ended.abort());
  await Promise.all([end, watch(temporal, handle, onProgress, over)]);
  const report = await readRun(temporal, run);
  await onProgress(report.progress);
  return report;
}

async function watch(
  temporal: Temporal,
  handle: WorkflowHandle<RunWorkflow>,
  onProgress: Following['onProgress'],
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    const progress = await queryProgress(temporal, handle);
    if (over.aborted) return;
    await onProgress(progress);
    await pause(POLL_INTERVAL_MS, undefined, { signal: over }).catch(ignoreAbort);
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
