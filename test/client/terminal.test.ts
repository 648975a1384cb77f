import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { moduleArguments, projectRoot, pythonProgram } from '../../client/dev/programs.js';
import { enterWorkspace, type Workspace } from '../support/model-folders.js';
import { stubActivities } from '../support/stub-activities.js';
import { withStubWorker } from '../support/stub-worker.js';

const { address } = inject('temporal');
/** Runs a command on a terminal, and writes what it shows there. */
const ON_A_TERMINAL = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';

let workspace: Workspace;
beforeAll(() => {
  workspace = enterWorkspace();
  workspace.write('on-a-terminal');
});
afterAll(() => workspace.remove());

async function onTerminal(...args: readonly string[]): Promise<string> {
  const command = [process.execPath, ...moduleArguments('client/cli'), ...args];
  const sized = ['sh', '-c', 'stty cols 120 rows 40; exec "$@"', 'sh', ...command];
  const { stdout } = await promisify(execFile)(pythonProgram(), ['-c', ON_A_TERMINAL, ...sized]);
  return stdout;
}

describe('ratchet on a terminal', () => {
  it('redraws the steps of a run, and shows the cursor again', async () => {
    const taskQueue = 'on-a-terminal';
    const place = ['--address', address, '--task-queue', taskQueue];

    const shown = await withStubWorker({ address, taskQueue }, stubActivities(), () =>
      onTerminal('run', 'on-a-terminal', '--follow', ...place),
    );

    const lastFrame = shown.slice(shown.lastIndexOf('staging '));
    expect(shown).toContain('\u001b[?25l');
    expect(shown.lastIndexOf('\u001b[?25h')).toBeGreaterThan(shown.lastIndexOf('\u001b[?25l'));
    expect(lastFrame).toMatch(/publication +\d+\.\d s {2}PREDICT_CHURN answers with version 1/);
    expect(lastFrame).toContain('PREDICT_CHURN serves version 1');
  });
});

describe('ratchet in a pipe whose reader goes away', () => {
  it.each([
    ['stdout', 0, ['schema']],
    ['stderr', 130, ['validate', 'nothing-here']],
  ] as const)('ends quietly: %s, %d', async (stream, exitCode, args) => {
    const command = spawn(process.execPath, [...moduleArguments('client/cli'), ...args]);
    const written = { stdout: '', stderr: '' };
    command.stdout.on('data', (text: Buffer) => (written.stdout += text.toString()));
    command.stderr.on('data', (text: Buffer) => (written.stderr += text.toString()));

    command[stream].destroy();

    expect(await once(command, 'close')).toEqual([exitCode, null]);
    expect(written).toEqual({ stdout: '', stderr: '' });
  });
});

describe('bin/ratchet.mjs', () => {
  const isCompiled = existsSync(join(projectRoot(), 'dist', 'client', 'cli.js'));
  const expected = isCompiled
    ? { code: 0, stdout: '0.1.0\n' }
    : { code: 2, stderr: 'Ratchet is not compiled yet: run npm run set-up first.\n' };

  it('starts the compiled Client, or says how to compile it', async () => {
    const program = join(projectRoot(), 'bin', 'ratchet.mjs');

    const ran = await promisify(execFile)(process.execPath, [program, '--version']).then(
      (output) => ({ code: 0, ...output }),
      (error: unknown) => error,
    );

    expect(ran).toMatchObject(expected);
  });
});
