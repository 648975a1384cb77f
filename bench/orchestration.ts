/**
 * What durability costs: five Activities of one statement each, through Temporal and the real driver, beside the same
 * five statements sent by the same driver without Temporal, in turn. `npm run bench:orchestration -- [PAIRS]`.
 */
import { fileURLToPath } from 'node:url';

import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

import { openConnection } from '../activities/snowflake/connection.js';
import { openSnowflake, type OpenSnowflake } from '../activities/snowflake/open-snowflake.js';
import type { WorkerConfig } from '../worker/config.js';
import { runStatements, type StatementActivities } from './five-statements.js';
import { withLocalEnvironment } from './local-environment.js';
import { median, spread, timeMs } from './statistics.js';

const TASK_QUEUE = 'bench-orchestration';
const WITHIN_MS = 60_000;
const WARM_UPS = 3;
const DEFAULT_PAIRS = 30;

/** What steps send: a table made of a query, counted, changed and read. */
const STATEMENTS = [
  'CREATE OR REPLACE TABLE BENCH_NUMBERS AS SELECT 1 AS A, 2 AS B',
  'SELECT COUNT(*) AS N FROM BENCH_NUMBERS',
  'UPDATE BENCH_NUMBERS SET A = A + 1',
  'SELECT HASH_AGG(*) AS FINGERPRINT FROM BENCH_NUMBERS',
  'SELECT A, B FROM BENCH_NUMBERS',
] as const;

const RUN_STEP = {
  run: {
    id: '00000000-0000-0000-0000-000000000000',
    workflowId: TASK_QUEUE,
    model: 'bench',
    trigger: 'manual',
    startedBy: 'bench',
    reason: null,
  },
  step: 'staging',
} as const;

function activitiesOver(snowflake: OpenSnowflake): StatementActivities {
  return {
    runStatement: (sql) =>
      snowflake.withWarehouse(RUN_STEP, async (warehouse) => {
        const { queryId } = await warehouse.execute({ sql, resumeAs: 'statement' });
        return queryId;
      }),
  };
}

interface Pair {
  readonly bareMs: number;
  readonly durableMs: number;
  /** The bare script when it logs in for each run, as a script that cron starts does. */
  readonly bareWithLoginMs: number;
}

async function measurePairs(config: WorkerConfig, pairs: number): Promise<Pair[]> {
  const { connectionOptions, namespace = 'default' } = config.temporal;
  const address = connectionOptions.address ?? '';
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const bare = await openConnection(config.snowflake);
  const send = async (connection: typeof bare): Promise<void> => {
    for (const sql of STATEMENTS) await connection.execute({ sql }, WITHIN_MS);
  };
  const measured: Pair[] = [];
  for (let run = -WARM_UPS; run < pairs; run += 1) {
    const bareMs = await timeMs(() => send(bare));
    const durableMs = await timeMs(() =>
      client.workflow.execute(runStatements, {
        taskQueue: TASK_QUEUE,
        workflowId: `bench-${run}`,
        args: [STATEMENTS],
      }),
    );
    const bareWithLoginMs = await timeMs(async () => {
      const connection = await openConnection(config.snowflake);
      await send(connection);
      await connection.close();
    });
    if (run >= 0) measured.push({ bareMs, durableMs, bareWithLoginMs });
  }
  await bare.close();
  await client.connection.close();
  return measured;
}

function report(pairs: readonly Pair[]): void {
  const added = pairs.map(({ bareMs, durableMs }) => durableMs - bareMs);
  const ratios = pairs.map(({ bareMs, durableMs }) => durableMs / bareMs);
  console.log(`Five statements, ${pairs.length} pairs in turn; median (smallest to largest)`);
  const lines = [
    [
      'bare, session kept open',
      spread(
        pairs.map(({ bareMs }) => bareMs),
        0,
      ),
      'ms',
    ],
    [
      'bare, login for each run',
      spread(
        pairs.map(({ bareWithLoginMs }) => bareWithLoginMs),
        0,
      ),
      'ms',
    ],
    [
      'five Activities',
      spread(
        pairs.map(({ durableMs }) => durableMs),
        0,
      ),
      'ms',
    ],
    ['added by durability', spread(added, 0), 'ms'],
    ['ratio to the open session', spread(ratios, 2), ''],
  ] as const;
  for (const [what, value, unit] of lines) console.log(`  ${what.padEnd(26)} ${value} ${unit}`);
  console.log(`  goal: at most 600 ms added: ${median(added) <= 600 ? 'met' : 'NOT MET'}`);
}

async function measure(config: WorkerConfig, pairs: number): Promise<Pair[]> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect(config.temporal.connectionOptions);
  const snowflake = openSnowflake(config.snowflake);
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./five-statements.ts', import.meta.url)),
    activities: activitiesOver(snowflake),
  });
  try {
    return await worker.runUntil(measurePairs(config, pairs));
  } finally {
    await snowflake.close();
    await connection.close();
  }
}

const pairs = Number(process.argv[2] ?? DEFAULT_PAIRS);
if (!Number.isInteger(pairs) || pairs < 1) throw new RangeError('PAIRS is a whole number from 1');
report(await withLocalEnvironment(({ config }) => measure(config, pairs)));
