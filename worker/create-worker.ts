import { Worker, type NativeConnection, type WorkerDeploymentOptions } from '@temporalio/worker';

import type { PipelineActivities } from '../pipeline/activities.js';
import { failureInterceptor } from './failure-interceptor.js';

/** Workflow code as one prebuilt file, or as the module that a bundle is made of when the Worker starts. */
export type WorkflowCode = { readonly bundle: string } | { readonly module: string };

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly workflowCode: WorkflowCode;
  readonly activities: PipelineActivities;
  /** Without, a run may go on with whichever Worker answers. */
  readonly deployment?: WorkerDeploymentOptions;
  /** Activities that run at once. */
  readonly concurrentActivities?: number;
}

/** A Worker for the retraining Workflow and its five steps; the caller runs it. */
export function createWorker(parts: WorkerParts): Promise<Worker> {
  return Worker.create({
    connection: parts.connection,
    namespace: parts.namespace,
    taskQueue: parts.taskQueue,
    ...workflowOptions(parts.workflowCode),
    ...(parts.deployment === undefined ? {} : { workerDeploymentOptions: parts.deployment }),
    activities: parts.activities,
    interceptors: { activity: [failureInterceptor] },
    maxConcurrentActivityTaskExecutions: parts.concurrentActivities ?? 20,
    // A query id is durable once a heartbeat brought it to the server, and a cancellation comes back with one.
    maxHeartbeatThrottleInterval: '1s',
    // After a Worker died, its sticky queue is given up after this; 10 s by default (measured: 28 s to recover, then 19 s).
    stickyQueueScheduleToStartTimeout: '1s',
    // Short statements may end; long ones run on in Snowflake and are taken up by the next attempt.
    shutdownGraceTime: '5s',
    shutdownForceTime: '12s',
  });
}

function workflowOptions(code: WorkflowCode) {
  return 'bundle' in code
    ? { workflowBundle: { codePath: code.bundle } }
    : { workflowsPath: code.module };
}
