import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { inject } from 'vitest';

import { createActivities } from '../../activities/index.js';
import type { HandlerContext } from '../../activities/procedures/call-handler.js';
import { HandlerFiles } from '../../activities/procedures/handler-files.js';
import { openSnowflake, type OpenSnowflake } from '../../activities/snowflake/open-snowflake.js';
import type { Statement } from '../../activities/snowflake/statement.js';
import type { Snowflake, Warehouse } from '../../activities/snowflake/warehouse.js';
import type { Run } from '../../pipeline/run.js';
import type { WorkflowState } from '../../pipeline/workflow-state.js';
import {
  openSession,
  rowsByName,
  type SnowflakeLogin,
  type SnowflakeSession,
} from './snowflake-session.js';

const DATABASE = 'RATCHET_ACTIVITIES';

type Activities = ReturnType<typeof createActivities>;
type BeforeStatement = (statement: Statement) => Promise<void>;

/** One attempt of an Activity: what Temporal tells it, and who gets the details of its heartbeats. */
interface Attempt {
  readonly info?: Partial<Info>;
  readonly onHeartbeat?: (details: unknown) => void;
}

/** A schema of its own in local Snowflake, with the real Activities and a session to look at what they did. */
export interface ActivityPlace {
  readonly schema: string;
  /** For sessions of the test's own in that schema. */
  readonly login: SnowflakeLogin;
  /** What Temporal says of a run's Workflow, by run id: `unknown` unless it stands here. */
  readonly workflows: Map<string, WorkflowState>;
  /**
   * Runs an Activity as a Worker would; `before` is awaited before each of its statements. It is the first attempt of an
   * Activity without heartbeats, unless `attempt` says otherwise.
   */
  run<Output>(
    step: (activities: Activities) => Promise<Output>,
    before?: BeforeStatement,
    attempt?: Attempt,
  ): Promise<Output>;
  /** Lets the next Activities be those of another Worker, which knows nothing of what this one did. */
  restartWorker(): void;
  /** Lends a Warehouse, as a step gets it, and what calls of handlers need. */
  withWarehouse<Output>(
    run: Run,
    work: (warehouse: Warehouse, handlers: HandlerContext) => Promise<Output>,
  ): Promise<Output>;
  /** Rows of a statement in a session of the test's own, by column name. */
  query(sql: string, binds?: readonly unknown[]): Promise<Record<string, string | null>[]>;
  close(): Promise<void>;
}

/** A run of a model that has never run before. */
export function newRun(model = 'telco-churn'): Run {
  return {
    id: randomUUID(),
    workflowId: `retrain-${model}`,
    model,
    trigger: 'manual',
    startedBy: 'ada',
    reason: 'a test',
  };
}

/** Opens a place whose schema is named by `topic`. Its Activities reach Snowflake by `throughUrl`, if given. */
export async function openActivityPlace(
  topic: string,
  throughUrl?: string,
): Promise<ActivityPlace> {
  const { accessUrl, account, username, password } = inject('localSnowflake');
  const schema = `${topic}_${randomBytes(4).toString('hex')}`.toUpperCase();
  const login = { accessUrl, account, username, password };
  const session = await openSession(login);
  await session.execute(`CREATE DATABASE IF NOT EXISTS "${DATABASE}"`);
  await session.execute(`CREATE SCHEMA "${DATABASE}"."${schema}"`);
  await session.execute(`USE SCHEMA "${DATABASE}"."${schema}"`);
  const snowflake = openSnowflake({
    account,
    user: username,
    authentication: { kind: 'password', password },
    accessUrl: throughUrl ?? accessUrl,
    role: null,
    warehouse: null,
    database: DATABASE,
    schema,
  });
  return placeOf(snowflake, session, { ...login, database: DATABASE, schema });
}

function placeOf(
  snowflake: OpenSnowflake,
  session: SnowflakeSession,
  login: SnowflakeLogin & { readonly schema: string },
): ActivityPlace {
  const { schema } = login;
  const handlersDirectory = resolve('python', 'handlers');
  const handlers = { handlers: new HandlerFiles(handlersDirectory), pythonVersion: '3.11' };
  const workflows = new Map<string, WorkflowState>();
  const stateOf = ({ runId }: { readonly runId: string }) =>
    Promise.resolve(workflows.get(runId) ?? 'unknown');
  const worker = { snowflake, workflows: { stateOf }, handlersDirectory };
  const watch = new AsyncLocalStorage<BeforeStatement>();
  const asWorker = () =>
    createActivities({ ...worker, snowflake: watchedSnowflake(snowflake, watch) });
  let activities = asWorker();
  return {
    schema,
    login,
    workflows,
    run: (step, before, attempt) =>
      environment(attempt).run(() => watch.run(before ?? unwatched, () => step(activities))),
    restartWorker: () => {
      activities = asWorker();
    },
    withWarehouse: (run, work) =>
      environment().run(() =>
        snowflake.withWarehouse({ run, step: 'publication' }, (warehouse) =>
          work(warehouse, handlers),
        ),
      ),
    query: async (sql, binds = []) => rowsByName(await session.execute(sql, binds)),
    close: async () => {
      await snowflake.close();
      await session.execute(`DROP SCHEMA IF EXISTS "${DATABASE}"."${schema}" CASCADE`);
      await session.close();
    },
  };
}

const unwatched: BeforeStatement = () => Promise.resolve();

/** What watches an Activity is found where it runs, so that one Worker's Activities, which know the ledger's tables, serve all. */
function watchedSnowflake(
  snowflake: Snowflake,
  watch: AsyncLocalStorage<BeforeStatement>,
): Snowflake {
  return {
    withWarehouse: (runStep, work) =>
      snowflake.withWarehouse(runStep, (warehouse) =>
        work(watchedWarehouse(warehouse, watch.getStore() ?? unwatched)),
      ),
  };
}

function watchedWarehouse(warehouse: Warehouse, before: BeforeStatement): Warehouse {
  return {
    database: warehouse.database,
    schema: warehouse.schema,
    execute: async (statement) => {
      await before(statement);
      return warehouse.execute(statement);
    },
    select: async (statement, row) => {
      await before(statement);
      return warehouse.select(statement, row);
    },
    upload: (path, location) => warehouse.upload(path, location),
    cancel: (queryId) => warehouse.cancel(queryId),
  };
}

/** Failures are asserted, not logged. */
function environment({ info, onHeartbeat }: Attempt = {}): MockActivityEnvironment {
  const made = new MockActivityEnvironment(
    { attempt: 1, ...info },
    { logger: new DefaultLogger('ERROR') },
  );
  if (onHeartbeat !== undefined) made.on('heartbeat', onHeartbeat);
  return made;
}
