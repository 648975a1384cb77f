import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import type { Temporal } from '../../client/connect.js';
import { accountVariables } from '../../client/dev/account-variables.js';
import type { Child } from '../../client/dev/child.js';
import { Children } from '../../client/dev/children.js';
import { keyPairFiles } from '../../client/dev/key-pair.js';
import { localSnowflakeReady, startLocalSnowflake } from '../../client/dev/local-snowflake.js';
import { startOrphanGuard } from '../../client/dev/orphan-guard.js';
import { freePort, LOOPBACK } from '../../client/dev/ports.js';
import { startTemporalServer, temporalReady } from '../../client/dev/temporal-server.js';
import { environmentWithoutAccounts } from '../../client/environment.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import {
  openSession,
  type SnowflakeLogin,
  type SnowflakeSession,
} from '../support/snowflake-session.js';

/** Milliseconds since the epoch. */
export interface TimeSpan {
  readonly fromMs: number;
  /** Infinity while it lasts. */
  toMs: number;
}

/** A Temporal server and a local Snowflake for one seed after the other. */
export interface Servers {
  readonly temporal: Temporal;
  /** Of local Snowflake itself, past every proxy. */
  readonly snowflakeUrl: string;
  /** What leads a Worker to them. */
  readonly env: Readonly<Record<string, string>>;
  /** When local Snowflake was not there. */
  readonly outages: readonly Readonly<TimeSpan>[];
  /** Past every proxy, into a schema of the seeds' database. */
  login(schema?: string): SnowflakeLogin;
  openSession(schema?: string): Promise<SnowflakeSession>;
  /** kill -9; what is returned starts another one on the same data and port `downMs` later. */
  readonly killTemporal: (downMs: number) => Promise<() => Promise<void>>;
  readonly killSnowflake: (downMs: number) => Promise<() => Promise<void>>;
  /** Ends the process group of this id, should this process end without having done so. */
  readonly watch: (pid: number) => void;
  stop(): Promise<void>;
}

export const DATABASE = 'CHAOS';

/** Starts both in the folder `data` and waits until they answer. */
export async function startServers(data: string): Promise<Servers> {
  mkdirSync(data, { recursive: true });
  const ports = {
    temporal: await freePort(),
    ui: await freePort(),
    snowflake: await freePort(),
  };
  const keys = keyPairFiles(data);
  const children = new Children();
  const guard = startOrphanGuard();
  const env = environmentWithoutAccounts();
  const startTemporal = async () => {
    const child = children.add(
      await startTemporalServer({ data, port: ports.temporal, uiPort: ports.ui, env }),
    );
    return { child, ready: () => temporalReady(child, ports.temporal, ports.ui) };
  };
  const startSnowflake = () => {
    const child = children.add(startLocalSnowflake({ data, port: ports.snowflake, keys, env }));
    return { child, ready: () => localSnowflakeReady(child) };
  };
  let temporalServer = await startTemporal();
  let snowflake = startSnowflake();
  const [temporal] = await Promise.all([temporalServer.ready(), snowflake.ready()]);
  await registerSearchAttributes(temporal);

  const accounts = accountVariables(data, keys, {
    temporal: `${LOOPBACK}:${ports.temporal}`,
    webUi: `http://localhost:${ports.ui}`,
    snowflakePort: ports.snowflake,
  });
  const snowflakeUrl = `http://${LOOPBACK}:${ports.snowflake}`;
  const outages: TimeSpan[] = [];
  const login = {
    account: 'local',
    accessUrl: snowflakeUrl,
    username: accounts['SNOWFLAKE_USER'] ?? '',
    authenticator: 'SNOWFLAKE_JWT',
    privateKeyPath: keys.privateKey,
  } as const satisfies SnowflakeLogin;
  const session = await openSession(login);
  await session.execute(`CREATE DATABASE IF NOT EXISTS "${DATABASE}"`);
  await session.close();
  return {
    temporal,
    snowflakeUrl,
    env: { ...env, ...accounts, SNOWFLAKE_DATABASE: DATABASE, RATCHET_CREATE_DATABASE: '0' },
    outages,
    login: (schema) => loginIn(login, schema),
    openSession: (schema) => openSession(loginIn(login, schema)),
    killTemporal: async (downMs) => {
      await kill(temporalServer.child);
      return async () => {
        await pause(downMs);
        temporalServer = await startTemporal();
        await (await temporalServer.ready()).close();
      };
    },
    killSnowflake: async (downMs) => {
      const outage = { fromMs: Date.now(), toMs: Number.POSITIVE_INFINITY };
      outages.push(outage);
      await kill(snowflake.child);
      return async () => {
        await pause(downMs);
        snowflake = startSnowflake();
        await snowflake.ready();
        outage.toMs = Date.now();
      };
    },
    watch: (pid) => guard.watch(pid),
    stop: async () => {
      await temporal.close();
      await children.stop();
      guard.release();
    },
  };
}

/** A login into a schema of the seeds' database, when one is named. */
export function loginIn(login: SnowflakeLogin, schema?: string): SnowflakeLogin {
  return schema === undefined ? login : { ...login, database: DATABASE, schema };
}

/** `kill` does not wait; `stop` does, and finds nothing else to do. */
async function kill(child: Child): Promise<void> {
  child.kill();
  await child.stop();
}
