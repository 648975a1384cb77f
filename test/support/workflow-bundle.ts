import { fileURLToPath } from 'node:url';

import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

// Failing Activities and histories that do not replay are what tests are about: warnings of them would bury everything
// else. A process has one Runtime, and every file that runs a Worker takes its Workflows from here.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
});

/** What Workers of tests share. */
export async function testWorkerOptions() {
  return {
    workflowBundle: await workflowBundle(),
    // Workflows run in the test's thread: to load their code into a thread of its own takes most of a second each time.
    debugMode: true,
    // Cancellation reaches an Activity with the answer to a heartbeat.
    maxHeartbeatThrottleInterval: '50ms',
  } as const;
}

let bundle: Promise<WorkflowBundleWithSourceMap> | null = null;

/** The bundle of `workflows/`, built once for all files of the project: it takes seconds. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
    // Every Worker reads the map; without the sources in it, that is a fifth of the work.
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
  });
  return bundle;
}
