import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { WorkerDeploymentOptions } from '@temporalio/worker';

import { ConfigurationProblem } from './configuration-problem.js';
import type { WorkflowCode } from './create-worker.js';

/** The Worker Deployment that this Worker is of. */
export interface Deployment {
  readonly name: string;
  /** Which version of it this is; null for the digest of the Workflow code. */
  readonly buildId: string | null;
}

/**
 * Worker Deployment Versioning: a run ends on the version that it began on, and new runs begin on the current one.
 * Throws ConfigurationProblem when the version has no name and the Workflow code is not built.
 */
export function deploymentOptions(
  { name, buildId }: Deployment,
  code: WorkflowCode,
): WorkerDeploymentOptions {
  return {
    useWorkerVersioning: true,
    version: { deploymentName: name, buildId: buildId ?? digestOf(code) },
    defaultVersioningBehavior: 'PINNED',
  };
}

function digestOf(code: WorkflowCode): string {
  if ('module' in code) {
    throw new ConfigurationProblem([
      'RATCHET_BUILD_ID is missing: from source there is no Workflow bundle whose digest could name the version',
    ]);
  }
  return createHash('sha256').update(readFileSync(code.bundle)).digest('hex').slice(0, 12);
}
