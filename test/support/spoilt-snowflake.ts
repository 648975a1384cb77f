import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { expect, inject } from 'vitest';

import type { HeartbeatDetails } from '../../activities/snowflake/heartbeat-details.js';
import { openSnowflake, type OpenSnowflake } from '../../activities/snowflake/open-snowflake.js';
import type { SnowflakeConfig } from '../../activities/snowflake/snowflake-config.js';
import type { RunStep, Warehouse } from '../../activities/snowflake/warehouse.js';
import { newRun, openActivityPlace, type ActivityPlace } from './activity-place.js';
import { startSnowflakeProxy, type SnowflakeProxy } from './snowflake-proxy.js';

/** Local Snowflake's history does not lag; this is long enough to see that a search goes on. */
export const HISTORY_LAG_MS = 700;

/** A schema of local Snowflake behind a proxy that spoils what passes. */
export interface SpoiltSnowflake {
  readonly place: ActivityPlace;
  readonly proxy: SnowflakeProxy;
  readonly snowflake: OpenSnowflake;
  readonly config: SnowflakeConfig;
  close(): Promise<void>;
}

/** Opens one whose schema is named by `topic`. */
export async function openSpoiltSnowflake(topic: string): Promise<SpoiltSnowflake> {
  const { accessUrl, account, username: user, password } = inject('localSnowflake');
  const place = await openActivityPlace(topic);
  const proxy = await startSnowflakeProxy(accessUrl);
  const config: SnowflakeConfig = {
    account,
    user,
    authentication: { kind: 'password', password },
    accessUrl: proxy.accessUrl,
    role: null,
    warehouse: null,
    database: 'RATCHET_ACTIVITIES',
    schema: place.schema,
  };
  const snowflake = openSnowflake(config, { historyLagMs: HISTORY_LAG_MS });
  const close = async (): Promise<void> => {
    await snowflake.close();
    await proxy.close();
    await place.close();
  };
  return { place, proxy, snowflake, config, close };
}

/** One attempt of an Activity of a run's training. */
export class Attempt {
  readonly environment: MockActivityEnvironment;
  readonly heartbeats: HeartbeatDetails[] = [];
  readonly logged: LogEntry[] = [];
  readonly #snowflake: OpenSnowflake;
  readonly #runStep: RunStep;

  constructor(
    snowflake: OpenSnowflake,
    number: number,
    earlier: { readonly heartbeat?: HeartbeatDetails; readonly scheduledAtMs?: number } = {},
    run: RunStep['run'] = newRun(),
    candidate?: string,
  ) {
    this.#snowflake = snowflake;
    this.#runStep = { run, step: 'training', ...(candidate === undefined ? {} : { candidate }) };
    this.environment = new MockActivityEnvironment(
      {
        attempt: number,
        heartbeatTimeoutMs: 30_000,
        heartbeatDetails: earlier.heartbeat,
        scheduledTimestampMs: earlier.scheduledAtMs ?? Date.now(),
        startToCloseTimeoutMs: 10 * 60_000,
      },
      { logger: new DefaultLogger('INFO', (entry) => this.logged.push(entry)) },
    );
    this.environment.on('heartbeat', (details: HeartbeatDetails) => this.heartbeats.push(details));
  }

  run<Result>(work: (warehouse: Warehouse) => Promise<Result>): Promise<Result> {
    return this.environment.run(() => this.#snowflake.withWarehouse(this.#runStep, work));
  }

  /** As a person's cancellation of the run reaches an Activity. */
  cancel(): void {
    this.environment.cancel(
      'CANCELLED',
      new ActivityCancellationDetails({ cancelRequested: true }),
    );
  }

  /** As a Worker that is told to stop ends its Activities. */
  shutDown(): void {
    this.environment.cancel(
      'WORKER_SHUTDOWN',
      new ActivityCancellationDetails({ workerShutdown: true }),
    );
  }

  /** The query id of a statement with a name, as soon as a heartbeat tells it. */
  async queryId(name: string): Promise<string> {
    const told = () => this.heartbeats.at(-1)?.statements[name]?.queryId;
    await expect.poll(told, { timeout: 20_000 }).toBeDefined();
    return told() ?? '';
  }
}

/** Makes an answer to a question for a status say this one. */
export function saying(status: string): (body: string) => string {
  return (body) => body.replace(/"status": ?"[A-Z_]+"/, `"status":"${status}"`);
}

/** What a promise is rejected with; null when it is not. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

/** The statements of a run in the query history, oldest first. */
export async function sentBy(
  place: ActivityPlace,
  run: RunStep['run'],
): Promise<readonly { readonly queryId: string; readonly sql: string; readonly status: string }[]> {
  const rows = await place.query(
    `SELECT QUERY_ID, QUERY_TEXT, EXECUTION_STATUS FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000))
     WHERE TRY_PARSE_JSON(QUERY_TAG):runId::VARCHAR = ? AND QUERY_TEXT NOT ILIKE '%QUERY_HISTORY%' ORDER BY START_TIME`,
    [run.id],
  );
  return rows.map((row) => ({
    queryId: row['QUERY_ID'] ?? '',
    sql: row['QUERY_TEXT'] ?? '',
    status: row['EXECUTION_STATUS'] ?? '',
  }));
}
