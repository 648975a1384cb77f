import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readModelFolder } from '../../client/model-folder/read-model-folder.js';
import { startRollback } from '../../client/runs/start-rollback.js';
import { startRun } from '../../client/runs/start-run.js';
import type { Temporal } from '../../client/connect.js';
import { MOMENTS } from '../chaos/moments.js';
import { askFunction } from '../chaos/probe.js';
import { CANARIES, chaosModels } from '../chaos/models.js';
import { DATABASE, type Servers } from '../chaos/servers.js';
import type { Query } from '../support/invariants/ledger.js';
import { readLedger } from '../support/invariants/ledger.js';
import { observe, readFunctions } from '../support/invariants/observe.js';
import type { Observed, Probe, VersionAnswer } from '../support/invariants/observed.js';
import { violationsOf } from '../support/invariants/violations-of.js';
import { startSnowflakeProxy, type SnowflakeProxy } from '../support/snowflake-proxy.js';
import { rowsByName } from '../support/snowflake-session.js';
import { runMaintenance } from './maintenance.js';
import { startServingProbe, type ServingProbe } from './serving-probe.js';
import { FaultRun } from './fault-run.js';
import { WorkerProcess } from './worker-process.js';

/** What a place needs of servers. */
export type FaultServers = Pick<
  Servers,
  'temporal' | 'snowflakeUrl' | 'env' | 'outages' | 'login' | 'openSession'
>;

/** A model with a schema, a Task Queue and a proxy of its own, so that faults meet nobody else. */
export interface FaultPlace {
  readonly model: string;
  readonly proxy: SnowflakeProxy;
  /** With the place's Task Queue. */
  readonly temporal: Temporal;
  /** Past the proxy; in a session of its own, because local Snowflake may have been restarted. */
  readonly query: Query;
  startWorker(): WorkerProcess;
  /** Starts a retraining with another recipe than the ones before. */
  retrain(options?: RetrainOptions): Promise<FaultRun>;
  /** The same, and returns when Snowflake is at the training. */
  retrainUntilTraining(options: { readonly trainingMs: number }): Promise<FaultRun>;
  /** Starts a rollback to the version that was live before the live one was promoted. */
  rollBack(): Promise<FaultRun>;
  /** Calls the serving function every 50 ms from now on; to be called once a version is live. */
  probe(): Promise<void>;
  /** The calls so far. */
  calls(): readonly Probe[];
  /** Runs maintenance and reads all that can be seen from outside by now, with what the checker says of it. */
  conclude(options?: { readonly mayTrainAgain?: readonly string[] }): Promise<Conclusion>;
  close(): Promise<void>;
}

interface RetrainOptions {
  /** How long each training takes. */
  readonly trainingMs?: number;
  /** Several candidates in the place of one: the params of each by its name. */
  readonly candidates?: Readonly<Record<string, object>>;
}

interface Conclusion {
  readonly observed: Observed;
  /** One sentence for each promise that was not kept. */
  readonly violations: readonly string[];
}

/** Makes the place of a model of this name; nothing runs there yet. */
export async function openFaultPlace(
  servers: FaultServers,
  name: string,
  folder: string,
): Promise<FaultPlace> {
  const logs = join(folder, name);
  mkdirSync(logs, { recursive: true });
  const schema = name.replaceAll('-', '_').toUpperCase();
  await asked(servers, `CREATE SCHEMA "${DATABASE}"."${schema}"`);
  const proxy = await startSnowflakeProxy(servers.snowflakeUrl);
  const temporal = { ...servers.temporal, taskQueue: `faults-${name}`, startedBy: 'ada' };
  const query: Query = (sql, binds) => asked(servers, sql, binds, schema);
  const models = chaosModels();
  const workers: WorkerProcess[] = [];
  let variant = 0;
  const retrain: FaultPlace['retrain'] = async ({ trainingMs = 0, candidates } = {}) => {
    const planned = { name, kind: 'promotable', trainingMs, script: [] } as const;
    const path = models.write(planned, (variant += 1));
    if (candidates !== undefined) {
      // JSON is YAML.
      const all = Object.entries(candidates).map(([key, params]) => [key, { params }]);
      const training = JSON.stringify({ candidates: Object.fromEntries(all) });
      appendFileSync(join(path, 'model.yaml'), `training: ${training}\n`);
    }
    const folder = readModelFolder(path);
    const started = await startRun(temporal, folder, { reason: 'a fault', force: true });
    return new FaultRun(temporal, started, query);
  };
  let serving: ServingProbe | null = null;
  return {
    model: name,
    proxy,
    temporal,
    query,
    startWorker: () => {
      const env = workerEnvironment(servers, { proxy, schema, taskQueue: temporal.taskQueue });
      const worker = new WorkerProcess(env, join(logs, `worker-${workers.length}.log`));
      workers.push(worker);
      return worker;
    },
    retrain,
    retrainUntilTraining: async (options) => {
      const arrived = proxy.hold({ ...MOMENTS.train, at: 'after' });
      const run = await retrain(options);
      (await arrived).release();
      return run;
    },
    rollBack: async () => {
      const asked = { model: name, toVersion: null, reason: 'a fault' };
      return new FaultRun(temporal, await startRollback(temporal, asked), query);
    },
    probe: async () => {
      serving = await startServingProbe(servers, schema, name);
    },
    calls: () => serving?.calls() ?? [],
    conclude: async ({ mayTrainAgain = [] } = {}) => {
      proxy.clear();
      // Before maintenance, which may drop what a caller was answered by.
      const versionAnswers = await readVersionAnswers(query, name);
      await runMaintenance(temporal);
      const texts = readdirSync(logs).map((file) => ({
        name: file,
        text: readFileSync(join(logs, file), 'utf8'),
      }));
      const observed = await observe(query, temporal.client, {
        models: [name],
        probes: serving?.calls() ?? [],
        versionAnswers,
        texts,
        canaries: [...CANARIES, ...proxy.tokens],
        mayTrainAgain: new Set(mayTrainAgain),
      });
      const found = violationsOf(observed);
      return { observed, violations: found.map((one) => `${one.invariant}: ${one.sentence}`) };
    },
    close: async () => {
      await serving?.stop();
      await Promise.all(workers.map((worker) => worker.kill()));
      await proxy.close();
      models.remove();
    },
  };
}

/** A statement in a session of its own. */
async function asked(
  servers: FaultServers,
  sql: string,
  binds: readonly unknown[] = [],
  schema?: string,
): Promise<Record<string, string | null>[]> {
  const session = await servers.openSession(schema);
  try {
    return rowsByName(await session.execute(sql, binds));
  } finally {
    await session.close();
  }
}

function workerEnvironment(
  { env }: FaultServers,
  { proxy, schema, taskQueue }: { proxy: SnowflakeProxy; schema: string; taskQueue: string },
): Record<string, string> {
  return {
    ...env,
    SNOWFLAKE_PORT: new URL(proxy.accessUrl).port,
    SNOWFLAKE_SCHEMA: schema,
    RATCHET_TASK_QUEUE: taskQueue,
  };
}

/** What each version says that was ever live and still has its functions. */
async function readVersionAnswers(query: Query, model: string): Promise<readonly VersionAnswer[]> {
  const { versions, promotions } = await readLedger(query);
  const live = new Set(promotions.map(({ VERSION }) => VERSION));
  const names = new Set((await readFunctions(query)).map(({ name }) => name));
  const answers: VersionAnswer[] = [];
  for (const { VERSION, PROBABILITY_FUNCTION_NAME: name } of versions) {
    if (!names.has(name) || !live.has(VERSION)) continue;
    const [row = {}] = await query(askFunction(name));
    answers.push({ model, version: VERSION, values: Object.values(row) });
  }
  return answers;
}
