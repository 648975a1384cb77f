import { ServiceError } from '@temporalio/client';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';

import { moduleArguments } from '../../client/dev/programs.js';
import { temporalRefusal } from '../../client/temporal-refusal.js';
import { enterWorkspace, type Workspace } from '../support/model-folders.js';

const { address } = inject('temporal');

/** A way to Temporal that can be cut off. */
class Way {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor() {
    const { hostname, port } = new URL(`tcp://${address}`);
    this.#server = createServer((here) => {
      const there = connect(Number(port), hostname);
      for (const socket of [here, there]) this.#sockets.add(socket.on('error', () => undefined));
      here.pipe(there).pipe(here);
    }).listen(0, '127.0.0.1');
  }

  async address(): Promise<string> {
    if (!this.#server.listening) await once(this.#server, 'listening');
    const place = this.#server.address();
    if (place === null || typeof place === 'string') throw new Error('loopback gave no port');
    return `127.0.0.1:${place.port}`;
  }

  cutOff(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

let workspace: Workspace;
let way: Way;
beforeEach(() => {
  workspace = enterWorkspace();
  way = new Way();
});
afterEach(() => {
  way.cutOff();
  workspace.remove();
});

/** Follows a run that no Worker takes on, until it says so. */
async function follow(model: string): Promise<{ command: ChildProcess; stderr: () => string }> {
  workspace.write(model);
  const place = ['--address', await way.address(), '--task-queue', 'lost-temporal'];
  const args = [...moduleArguments('client/cli'), 'run', model, '--follow', ...place];
  const command = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  command.stderr.on('data', (data: Buffer) => (text += data.toString()));
  await expect.poll(() => text, { timeout: 20_000 }).toContain('The run waits until one does.');
  return { command, stderr: () => text };
}

describe('following a run when Temporal is gone', () => {
  it('detaches at Ctrl-C', async () => {
    const { command, stderr } = await follow('detached-in-vain');
    way.cutOff();

    command.kill('SIGINT');

    expect(await once(command, 'close')).toEqual([130, null]);
    expect(stderr()).toMatch(/\nThe run goes on\. Follow it again: .*\n$/);
  });

  it('says at last that Temporal does not answer', async () => {
    const unavailable = Object.assign(new Error('14 UNAVAILABLE: No connection established'), {
      code: 14,
      details: 'No connection established',
      metadata: {},
    });
    const lost = new ServiceError('Failed to get the result', { cause: unavailable });

    expect(temporalRefusal(lost, 'answer', { address: 'a:7233', namespace: 'n' })).toMatchObject({
      exitCode: 3,
      message:
        'Temporal at a:7233 does not answer any more (No connection established). What runs goes on once it does.',
    });
  });
});
