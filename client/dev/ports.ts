import { randomInt } from 'node:crypto';
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

/**
 * Systems take the ports of outgoing connections from 32768 (Linux) or 49152 upwards. A server that is killed and started
 * again on a port of that range can find it taken, even by a client that tries to reach it: `connect` to a port where
 * nothing listens may be given that very port and meet itself (TCP's simultaneous open).
 */
const LISTENING_PORTS = { from: 10_000, below: 32_768 };

/** A port of loopback that nothing listens on at this moment, and that no outgoing connection is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LISTENING_PORTS.from, LISTENING_PORTS.below);
    if (await isFree(port)) return port;
  }
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
