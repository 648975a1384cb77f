// oxlint-disable-next-line import/no-unassigned-import -- sets variables that the driver reads while it is loaded
import './driver-environment.js';

import { makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

import { createActivities } from '../activities/index.js';
import { openSnowflake } from '../activities/snowflake/open-snowflake.js';
import { readWorkerConfig, type WorkerConfig } from './config.js';
import { ConfigurationProblem } from './configuration-problem.js';
import { createDatabase } from './create-database.js';
import { createWorker } from './create-worker.js';
import { deploymentOptions } from './deployment.js';
import { createLogger, driverLogger, secretsOf, temporalLogger } from './logger.js';
import { handlersDirectory, workflowCode } from './project-files.js';
import { redactedFault } from './redacted-fault.js';
import { workflowStates } from './workflow-states.js';

const EXIT = { CRASHED: 1, MISCONFIGURED: 2 } as const;

/** Runs until SIGTERM or SIGINT, which Temporal's Runtime turns into a graceful stop. */
async function run(config: WorkerConfig, logger: Logger): Promise<void> {
  installRuntime(logger);
  const snowflake = openSnowflake(config.snowflake, {
    logger: driverLogger(logger),
    historyLagMs: config.historyLagMs,
  });
  if (config.createDatabase) await createDatabase(config.snowflake);
  const code = workflowCode();
  const { deployment } = config;
  const namespace = config.temporal.namespace ?? 'default';
  const connection = await NativeConnection.connect(config.temporal.connectionOptions);
  try {
    const worker = await createWorker({
      connection,
      namespace,
      taskQueue: config.taskQueue,
      workflowCode: code,
      ...(deployment === null ? {} : { deployment: deploymentOptions(deployment, code) }),
      activities: createActivities({
        snowflake,
        workflows: workflowStates(connection, namespace),
        handlersDirectory: handlersDirectory(),
      }),
      concurrentActivities: config.concurrentActivities,
    });
    await worker.run();
  } finally {
    await snowflake.close();
    await connection.close();
  }
}

function installRuntime(logger: Logger): void {
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
    },
  });
}

/** The driver throws some errors out of reach of any promise; Temporal gives the Activity to the next process. */
function exitOnUncaught(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ error: redactedFault(error) }, 'Uncaught exception');
    process.exit(EXIT.CRASHED);
  });
}

async function start(config: WorkerConfig): Promise<void> {
  const logger = createLogger(config.logLevel, secretsOf(config.snowflake));
  exitOnUncaught(logger);
  try {
    await run(config, logger);
    logger.info('The Worker has stopped');
  } catch (error) {
    if (error instanceof ConfigurationProblem) throw error;
    logger.fatal({ error }, 'The Worker ends');
    process.exitCode = EXIT.CRASHED;
  }
}

function reportProblems({ problems }: ConfigurationProblem): void {
  const logger = createLogger('info', []);
  for (const problem of problems) logger.fatal(problem);
  process.exitCode = EXIT.MISCONFIGURED;
}

try {
  await start(readWorkerConfig());
} catch (error) {
  if (!(error instanceof ConfigurationProblem)) throw error;
  reportProblems(error);
}
