import type { TestProject } from 'vitest/node';

import { startTemporalServer } from './temporal.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one Temporal dev server of this test run. */
    temporal: { address: string };
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTemporalServer();
  project.provide('temporal', { address: server.address });
  return () => server.stop();
}
