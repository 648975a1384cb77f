import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { claimDataFolder } from '../../client/dev/data-folder.js';
import { ratchet } from '../support/ratchet.js';

const FREE_PORTS = ['--temporal-port', '0', '--ui-port', '0', '--snowflake-port', '0'];

let data = '';

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'ratchet-dev-'));
});
afterEach(() => rmSync(data, { recursive: true }));

describe('ratchet dev', () => {
  it('starts nothing in the data folder of another one that runs', async () => {
    writeFileSync(join(data, 'dev.pid'), String(process.ppid));

    const { exitCode, stderr } = await ratchet('dev', '--data', data, ...FREE_PORTS);

    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      `Another ratchet dev (process ${process.ppid}) uses the data folder ${data}: stop it first, or choose another: --data FOLDER. ` +
        `If that process is something else, delete ${join(data, 'dev.pid')}.\n`,
    );
    expect(readdirSync(data)).toEqual(['dev.pid']);
  });

  it('says what is wrong with a data folder that cannot be one', async () => {
    const file = join(data, 'file');
    writeFileSync(file, '');

    const { exitCode, stderr } = await ratchet('dev', '--data', file, ...FREE_PORTS);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(`The data folder ${file} cannot be used (`);
    expect(stderr).toMatch(/\)\. Choose another: --data FOLDER\n$/);
  });
});

describe('claimDataFolder', () => {
  it.each(['', 'no number', '999999999'])('takes over a mark left behind: %j', (left) => {
    writeFileSync(join(data, 'dev.pid'), left);

    claimDataFolder(data).release();

    expect(readdirSync(data)).toEqual([]);
  });
});
