import { join, resolve } from 'node:path';

import type { Temporal } from '../connect.js';
import { environmentWithoutAccounts } from '../environment.js';
import { applyMaintenance } from '../maintenance/maintenance-schedule.js';
import { registerSearchAttributes } from '../search-attributes.js';
import { accountVariables } from './account-variables.js';
import { Children } from './children.js';
import { claimDataFolder } from './data-folder.js';
import { keyPairFiles, type KeyPairFiles } from './key-pair.js';
import { localSnowflakeReady, startLocalSnowflake } from './local-snowflake.js';
import { checkPortsAreFree, freePort, isFree, LOOPBACK } from './ports.js';
import { startTemporalServer, temporalReady } from './temporal-server.js';
import { startWorker, workerReady } from './worker-process.js';

export interface DevOptions {
  /** Ports of loopback; 0 takes a free one. */
  readonly temporalPort: number;
  readonly uiPort: number;
  readonly snowflakePort: number;
  /** The folder for data, keys and logs. */
  readonly data: string;
  /** Told as each part becomes ready. */
  readonly onReady?: (part: string, url: string) => void;
}

export const DEV_DEFAULTS = {
  temporalPort: 7233,
  uiPort: 8233,
  snowflakePort: 8084,
  data: '.ratchet',
} as const satisfies DevOptions;

interface DevUrls {
  /** gRPC address of Temporal. */
  readonly temporal: string;
  readonly webUi: string;
  readonly snowflake: string;
  readonly logs: string;
}

/** Everything that runs on a laptop, ready. */
export interface DevEnvironment {
  readonly urls: DevUrls;
  /** The variables that lead another process to these servers: what the Worker got. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborted with a CliError, which holds the end of its log, when one of the parts ends by itself. */
  readonly died: AbortSignal;
  /** Stops Worker, then servers; resolves when all are gone. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/**
 * Starts Temporal with its Web UI, local Snowflake and a Worker, and waits until all of them answer. When one does not,
 * stops the others and throws a CliError with the end of its log.
 */
export async function startDevEnvironment(options: DevOptions): Promise<DevEnvironment> {
  const ports = await choosePorts(options);
  const folder = claimDataFolder(resolve(options.data));
  const data = folder.path;
  const keys = keyPairFiles(data);
  const urls = urlsOf(ports, data);
  const env = accountVariables(data, keys, { ...urls, snowflakePort: ports.snowflakePort });
  const children = new Children();
  const stop = () => children.stop().finally(() => folder.release());
  try {
    await startParts({ ...options, ...ports, data }, keys, urls, env, children);
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls, env, died: children.died, stop, kill: () => children.kill() };
}

type Ports = Pick<DevOptions, 'temporalPort' | 'uiPort' | 'snowflakePort'>;

async function choosePorts(options: Ports): Promise<Ports> {
  const temporalPort = options.temporalPort || (await freePort());
  const ports = {
    temporalPort,
    uiPort: options.uiPort || (await freeUiPort(temporalPort)),
    snowflakePort: options.snowflakePort || (await freePort()),
  };
  await checkPortsAreFree([
    { use: 'Temporal', option: '--temporal-port', number: ports.temporalPort },
    { use: "Temporal's Web UI", option: '--ui-port', number: ports.uiPort },
    { use: 'local Snowflake', option: '--snowflake-port', number: ports.snowflakePort },
  ]);
  return ports;
}

/** Where the Client of another terminal looks for the Web UI of this Temporal, when that port is free. */
async function freeUiPort(temporalPort: number): Promise<number> {
  const expected = temporalPort + 1000;
  return expected < 65_536 && (await isFree(expected)) ? expected : freePort();
}

function urlsOf(ports: Ports, data: string): DevUrls {
  return {
    temporal: `${LOOPBACK}:${ports.temporalPort}`,
    webUi: `http://localhost:${ports.uiPort}`,
    snowflake: `http://${LOOPBACK}:${ports.snowflakePort}`,
    logs: join(data, 'logs'),
  };
}

async function startParts(
  options: DevOptions,
  keys: KeyPairFiles,
  urls: DevUrls,
  accounts: Readonly<Record<string, string>>,
  children: Children,
): Promise<void> {
  const { data, temporalPort: port, uiPort, snowflakePort } = options;
  const ready = options.onReady ?? (() => undefined);
  const env = environmentWithoutAccounts();
  const server = children.add(await startTemporalServer({ data, port, uiPort, env }));
  const snowflake = children.add(startLocalSnowflake({ data, port: snowflakePort, keys, env }));
  const [temporal] = await Promise.all([
    temporalReady(server, port, uiPort).then((temporal) => {
      ready('Temporal', urls.temporal);
      ready('Web UI', urls.webUi);
      return temporal;
    }),
    localSnowflakeReady(snowflake).then(() => ready('Local Snowflake', urls.snowflake)),
  ]);
  try {
    await addWorker(temporal, data, { ...env, ...accounts }, children);
    ready('Worker', `Task Queue ${temporal.taskQueue}`);
  } finally {
    await temporal.close();
  }
}

async function addWorker(
  temporal: Temporal,
  data: string,
  env: Readonly<Record<string, string>>,
  children: Children,
): Promise<void> {
  await registerSearchAttributes(temporal);
  await applyMaintenance(temporal);
  const startedAt = Date.now();
  const worker = children.add(startWorker(data, env));
  await workerReady(worker, temporal, startedAt);
}
