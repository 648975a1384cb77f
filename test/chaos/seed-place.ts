import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Temporal } from '../../client/connect.js';
import type { Query } from '../support/invariants/ledger.js';
import { startSnowflakeProxy, type SnowflakeProxy } from '../support/snowflake-proxy.js';
import { rowsByName } from '../support/snowflake-session.js';
import { Journal } from './journal.js';
import { chaosModels, type ChaosModels } from './models.js';
import type { Plan, WhichWorkers } from './plan.js';
import { DATABASE, type Servers } from './servers.js';
import { SupervisedWorker } from './worker-process.js';

/** A seed's own schema, Task Queue, proxy, model folders and Workers. */
export interface SeedPlace {
  readonly plan: Plan;
  readonly servers: Servers;
  /** With the seed's Task Queue. */
  readonly temporal: Temporal;
  readonly schema: string;
  readonly proxy: SnowflakeProxy;
  readonly models: ChaosModels;
  readonly journal: Journal;
  /** Where logs and the report go. */
  readonly folder: string;
  /** From when on somebody's hand may be in a model's serving functions; ms since the epoch. */
  readonly driftedSinceMs: ReadonlyMap<string, number>;
  drifted(model: string): void;
  workers(which: WhichWorkers): readonly SupervisedWorker[];
  /** Rows by column name; in a session of its own, because local Snowflake may have been restarted. */
  readonly query: Query;
  close(): Promise<void>;
}

/** Makes the place, with both Workers started. */
export async function openSeedPlace(
  servers: Servers,
  plan: Plan,
  folder: string,
): Promise<SeedPlace> {
  mkdirSync(folder, { recursive: true });
  const schema = `SEED_${plan.seed}`;
  const session = await servers.openSession();
  await session.execute(`CREATE SCHEMA "${DATABASE}"."${schema}"`);
  await session.close();
  const proxy = await startSnowflakeProxy(servers.snowflakeUrl);
  const taskQueue = `chaos-${plan.seed}`;
  const journal = new Journal();
  const env = {
    ...servers.env,
    SNOWFLAKE_PORT: new URL(proxy.accessUrl).port,
    SNOWFLAKE_SCHEMA: schema,
    RATCHET_TASK_QUEUE: taskQueue,
  };
  const workers = [0, 1].map(
    (index) =>
      new SupervisedWorker({
        env,
        logFile: join(folder, `worker-${index}.log`),
        watch: servers.watch,
        onCrash: (how) => journal.note(`Worker ${index} ended by itself: ${how}`),
      }),
  );
  const models = chaosModels();
  const driftedSinceMs = new Map<string, number>();
  return {
    driftedSinceMs,
    drifted: (model) => {
      if (!driftedSinceMs.has(model)) driftedSinceMs.set(model, Date.now());
    },
    plan,
    servers,
    temporal: { ...servers.temporal, taskQueue, startedBy: 'chaos' },
    schema,
    proxy,
    models,
    journal,
    folder,
    workers: (which) => workers.filter((_, index) => which === 'both' || which === index),
    query: async (sql, binds = []) => {
      const session = await servers.openSession(schema);
      try {
        return rowsByName(await session.execute(sql, binds));
      } finally {
        await session.close();
      }
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await proxy.close();
      models.remove();
    },
  };
}
