import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

import { openActivityPlace, type ActivityPlace } from '../../support/activity-place.js';

let place: ActivityPlace;
let root: string;
beforeAll(async () => {
  place = await openActivityPlace('driver');
  root = mkdtempSync(join(tmpdir(), 'ratchet-driver-'));
});
afterAll(async () => {
  await place.close();
  rmSync(root, { recursive: true });
});

/** The folders where a driver may write unasked. */
function makeFolders() {
  const [home, cwd] = [join(root, 'home'), join(root, 'cwd')];
  for (const folder of [home, cwd]) mkdirSync(folder);
  return { home, cwd };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

it('leaves no file, no output and no other umask behind, and lets the process end', async () => {
  const { accessUrl, account, username: user, password } = inject('localSnowflake');
  const { home, cwd } = makeFolders();
  const [upload, report] = [join(root, 'raw.csv'), join(root, 'report.json')];
  writeFileSync(upload, 'A\n1\n');
  const login = { accessUrl, account, user, password, database: 'RATCHET_ACTIVITIES' };

  const { exitCode, all } = await execa(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), resolve('test/fixtures/driver/use-driver.ts')],
    {
      cwd,
      input: JSON.stringify({ ...login, schema: place.schema, upload, report }),
      env: { HOME: home, SNOWFLAKE_HOME: home },
      all: true,
      reject: false,
      timeout: 50_000,
    },
  );

  expect({ exitCode, all }).toEqual({ exitCode: 0, all: '' });
  const { umask, umaskAfter } = JSON.parse(readFileSync(report, 'utf8'));
  expect(umaskAfter).toBe(umask);
  expect([home, cwd].flatMap(filesIn)).toEqual([]);
});
