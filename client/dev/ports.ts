import { once } from 'node:events';
import { createServer } from 'node:net';

import { CliError, EXIT } from '../exit-codes.js';

export const LOOPBACK = '127.0.0.1';

/** A port that `ratchet dev` listens on, and the option that gives it another number. */
export interface Port {
  readonly use: string;
  readonly option: string;
  readonly number: number;
}

/** A port of loopback that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, LOOPBACK);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('loopback gave no port');
  return address.port;
}

/** Throws CliError that names every port of the list that is taken, and its option. */
export async function checkPortsAreFree(ports: readonly Port[]): Promise<void> {
  const taken = await Promise.all(
    ports.map(async (port) => ((await isFree(port.number)) ? [] : [port])),
  );
  const problems = taken
    .flat()
    .map(
      ({ use, option, number }) =>
        `Port ${number} (${use}) is in use. Stop what listens there (another ratchet dev?), or choose another: ${option} PORT`,
    );
  if (problems.length > 0) throw new CliError(EXIT.BAD_INPUT, problems.join('\n'));
}

/** Whether nothing listens on a port of loopback. */
export async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, LOOPBACK);
  try {
    await once(probe, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
