import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';

import type { SnowflakeConfig } from '../activities/snowflake/snowflake-config.js';
import { TASK_QUEUE } from '../pipeline/workflow-ids.js';
import { ConfigurationProblem } from './configuration-problem.js';
import type { Deployment } from './deployment.js';
import { driverLogProblem } from './driver-log-problem.js';
import { snowflakeConnection } from './snowflake-connection.js';
import { readSnowflakeSettings } from './snowflake-settings.js';

/** Everything the Worker is told from outside. Secret: it holds the way to log in to Snowflake. */
export interface WorkerConfig {
  readonly temporal: ReturnType<typeof loadClientConnectConfig>;
  readonly snowflake: SnowflakeConfig;
  readonly taskQueue: string;
  /** With one, Temporal keeps runs on the version of the Worker that they began on. */
  readonly deployment: Deployment | null;
  readonly logLevel: string;
  /** How long a statement may be in Snowflake before its query history shows it. */
  readonly historyLagMs: number;
  /** Activities that run at once; each has a Snowflake session. */
  readonly concurrentActivities: number;
  /** Make database, schema and warehouse at the start: for local Snowflake only. */
  readonly createDatabase: boolean;
}

const ratchetSchema = z.object({
  RATCHET_TASK_QUEUE: z.string().min(1, 'the name of a Task Queue').default(TASK_QUEUE),
  // Temporal writes a version as name.build-id, so a name has no dot.
  RATCHET_DEPLOYMENT: z
    .string()
    .regex(/^[A-Za-z0-9][\w-]{0,99}$/, 'a name of letters, digits, _ and -')
    .optional(),
  RATCHET_BUILD_ID: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'a version of letters, digits, _, . and -')
    .optional(),
  RATCHET_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
      error: 'trace, debug, info, warn, error or silent',
    })
    .default('info'),
  RATCHET_CONCURRENT_ACTIVITIES: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'a number from 1 to 999')
    .default('20'),
  RATCHET_HISTORY_LAG_SECONDS: z
    .string()
    .regex(/^\d{1,3}$/, 'a number of seconds from 0 to 999')
    .default('30'),
  RATCHET_CREATE_DATABASE: z.enum(['0', '1'], { error: '1, or 0' }).default('0'),
});

/**
 * Reads TEMPORAL_* and temporal.toml, SNOWFLAKE_*, connections.toml and config.toml, and RATCHET_*. The only place of
 * the Worker that looks at the environment. Throws ConfigurationProblem, which names every problem.
 */
export function readWorkerConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): WorkerConfig {
  const settings = readSnowflakeSettings(environment);
  const snowflake = snowflakeConnection(settings);
  const ratchet = ratchetSchema.safeParse(environment);
  const temporal = readTemporal(environment);
  const problems = [
    ...('problem' in temporal ? [temporal.problem] : []),
    ...settings.problems,
    ...('problems' in snowflake ? snowflake.problems : []),
    ...(ratchet.error?.issues ?? []).map((issue) => ratchetProblem(issue, environment)),
    ...databaseProblem(environment, snowflake),
    ...deploymentProblem(environment),
    ...[driverLogProblem(environment) ?? []].flat(),
  ];
  if (problems.length > 0 || 'problem' in temporal || 'problems' in snowflake || !ratchet.success) {
    throw new ConfigurationProblem(problems);
  }
  return {
    temporal: temporal.config,
    snowflake: snowflake.config,
    taskQueue: ratchet.data.RATCHET_TASK_QUEUE,
    deployment: deploymentOf(ratchet.data),
    logLevel: ratchet.data.RATCHET_LOG_LEVEL,
    historyLagMs: Number(ratchet.data.RATCHET_HISTORY_LAG_SECONDS) * 1000,
    concurrentActivities: Number(ratchet.data.RATCHET_CONCURRENT_ACTIVITIES),
    createDatabase: ratchet.data.RATCHET_CREATE_DATABASE === '1',
  };
}

function readTemporal(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly config: WorkerConfig['temporal'] } | { readonly problem: string } {
  const overrideEnvVars = Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  try {
    return { config: loadClientConnectConfig({ overrideEnvVars }) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Only the first line: the next ones show the file, which may hold an API key.
    return { problem: `Temporal's configuration: ${error.message.split('\n')[0]}` };
  }
}

function ratchetProblem(
  issue: z.core.$ZodIssue,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const variable = String(issue.path[0]);
  return `${variable}: found ${JSON.stringify(environment[variable])}, expected ${issue.message}`;
}

function deploymentOf(ratchet: z.output<typeof ratchetSchema>): Deployment | null {
  const { RATCHET_DEPLOYMENT: name, RATCHET_BUILD_ID: buildId } = ratchet;
  return name === undefined ? null : { name, buildId: buildId ?? null };
}

function deploymentProblem(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const { RATCHET_BUILD_ID: buildId, RATCHET_DEPLOYMENT: name } = environment;
  if (buildId === undefined || name !== undefined) return [];
  return ['RATCHET_BUILD_ID: a version of what? Set RATCHET_DEPLOYMENT too, or neither'];
}

function databaseProblem(
  environment: Readonly<Record<string, string | undefined>>,
  snowflake: ReturnType<typeof snowflakeConnection>,
): readonly string[] {
  if (environment['RATCHET_CREATE_DATABASE'] !== '1' || !('config' in snowflake)) return [];
  if (snowflake.config.accessUrl?.startsWith('http://') === true) return [];
  return [
    'RATCHET_CREATE_DATABASE=1 is for local Snowflake: on an account, an administrator creates the database',
  ];
}
