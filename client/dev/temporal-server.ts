import { join } from 'node:path';

import { connectTemporal, type Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import { waitFor } from '../wait-for.js';
import { logFileIn, startChild, type Child } from './child.js';
import { LOOPBACK } from './ports.js';
import { temporalProgram } from './programs.js';

const READY_WITHIN_MS = 45_000;

/** Starts Temporal's development server; its runs survive in `<data>/temporal.db`. */
export async function startTemporalServer(options: {
  readonly data: string;
  readonly port: number;
  readonly uiPort: number;
  readonly env: Readonly<Record<string, string>>;
}): Promise<Child> {
  const database = ['--db-filename', join(options.data, 'temporal.db')];
  const ports = ['--port', String(options.port), '--ui-port', String(options.uiPort)];
  // Measured: 0.300 s of a run of five steps are mostly this poll, at 20 a second by default; with 2000 it is 0.188 s.
  const polling = ['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=2000'];
  return startChild({
    name: 'The Temporal server',
    command: await temporalProgram(),
    args: [
      'server',
      'start-dev',
      '--ip',
      LOOPBACK,
      ...ports,
      ...database,
      ...polling,
      '--log-level',
      'warn',
    ],
    env: options.env,
    logFile: logFileIn(options.data, 'temporal'),
  });
}

/** Waits until the server answers in its default namespace, and the Web UI too; the connection is the caller's. */
export async function temporalReady(
  server: Child,
  port: number,
  uiPort: number,
): Promise<Temporal> {
  const address = `${LOOPBACK}:${port}`;
  const waiting = {
    withinMs: READY_WITHIN_MS,
    everyMs: 50,
    signal: server.died,
    onTimeout: () =>
      server.problem(`did not answer at ${address} within ${READY_WITHIN_MS / 1000} s`),
  };
  const temporal = await waitFor(() => tryToConnect(address), waiting);
  await waitFor(() => tryToFetch(`http://${LOOPBACK}:${uiPort}/`), waiting);
  return temporal;
}

async function tryToConnect(address: string): Promise<Temporal | null> {
  try {
    const temporal = await connectTemporal({ address, namespace: 'default' });
    await temporal.client.connection.workflowService.describeNamespace({ namespace: 'default' });
    return temporal;
  } catch (error) {
    if (isNotReady(error)) return null;
    throw error;
  }
}

/** Until the server listens, connecting fails; until it made its namespace, NOT_FOUND (5) or UNAVAILABLE (14) comes. */
function isNotReady(error: unknown): boolean {
  if (error instanceof CliError) return error.exitCode === EXIT.CANNOT_CONNECT;
  return error instanceof Error && 'code' in error && (error.code === 5 || error.code === 14);
}

async function tryToFetch(url: string): Promise<true | null> {
  try {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    return answer.ok ? true : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
