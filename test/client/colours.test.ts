import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { moduleArguments } from '../../client/dev/programs.js';

const run = promisify(execFile);

async function validate(env: Readonly<Record<string, string>>, ...options: readonly string[]) {
  const command = [...moduleArguments('client/cli'), 'validate', 'breast-cancer', ...options];
  const { NO_COLOR: _, ...inherited } = process.env;
  return run(process.execPath, command, { env: { ...inherited, ...env } });
}

describe('colours', () => {
  it.each([{ CI: 'true' }, { FORCE_COLOR: '0' }])(
    'are not written into a pipe, whatever %o says to other programs',
    async (env) => {
      const { stdout } = await validate(env);

      expect(stdout).toContain('breast-cancer');
      expect(stdout).not.toContain('\u001b');
    },
  );

  it('are written into a pipe that asks for them', async () => {
    const { stdout } = await validate({}, '--color', 'always');

    expect(stdout).toContain('\u001b[32m');
  });
});
