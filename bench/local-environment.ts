import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startDevEnvironment, type DevEnvironment } from '../client/dev/dev-environment.js';
import { readWorkerConfig, type WorkerConfig } from '../worker/config.js';

/** What a benchmark runs against. */
export interface LocalEnvironment {
  readonly config: WorkerConfig;
  readonly urls: DevEnvironment['urls'];
  /** What leads another process to the warehouse. */
  readonly variables: DevEnvironment['env'];
}

/** Runs `work` with what `ratchet dev` starts, on free ports and in a folder that is removed afterwards. */
export async function withLocalEnvironment<Result>(
  work: (environment: LocalEnvironment) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-bench-'));
  const ports = { temporalPort: 0, uiPort: 0, snowflakePort: 0 };
  const environment = await startDevEnvironment({ ...ports, data: folder });
  try {
    const config = readWorkerConfig(environment.env);
    return await work({ config, urls: environment.urls, variables: environment.env });
  } finally {
    await environment.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
