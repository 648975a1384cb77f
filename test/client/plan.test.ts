import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import type { RetrainingPlan } from '../../pipeline/plan.js';
import { enterWorkspace, type Workspace } from '../support/model-folders.js';
import { ratchet, type Ran } from '../support/ratchet.js';
import { withStubWorker } from '../support/stub-worker.js';

const { address } = inject('temporal');
const TASK_QUEUE = 'planned';
const PLAN: RetrainingPlan = {
  model: 'planned',
  version: 1,
  liveVersion: null,
  statements: [
    { step: 'staging', sql: 'CREATE STAGE IF NOT EXISTS "RATCHET_FILES"', values: [] },
    { step: 'gate', sql: 'SELECT "EVIDENCE" WHERE "RUN_ID" = ?', values: ['THIS_RUN'] },
    { step: 'gate', sql: 'CALL "RATCHET_EVALUATE"(?)', values: ['x'.repeat(500)] },
  ],
  objects: [{ step: 'staging', kind: 'STAGE', name: 'RATCHET_FILES' }],
};

let temporal: Temporal;
let workspace: Workspace;

beforeAll(async () => {
  temporal = await connectTemporal({ address });
  await registerSearchAttributes(temporal);
});
afterAll(() => temporal.close());

beforeEach(() => {
  workspace = enterWorkspace();
  workspace.write('planned');
});
afterEach(() => workspace.remove());

function planned(plan: RetrainingPlan, ...options: readonly string[]): Promise<Ran> {
  const activities = { planRetraining: () => Promise.resolve(plan) };
  const argv = ['plan', 'planned', ...options, '--address', address, '--task-queue', TASK_QUEUE];
  return withStubWorker({ address, taskQueue: TASK_QUEUE }, activities, () => ratchet(...argv));
}

describe('ratchet plan', () => {
  it('prints every statement under its step with its values, then the objects', async () => {
    const { exitCode, stdout } = await planned(PLAN);

    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(0, 11)).toEqual([
      'staging',
      '',
      'CREATE STAGE IF NOT EXISTS "RATCHET_FILES";',
      '',
      'gate',
      '',
      'SELECT "EVIDENCE" WHERE "RUN_ID" = ?;',
      '  ? "THIS_RUN"',
      '',
      'CALL "RATCHET_EVALUATE"(?);',
      `  ? "${'x'.repeat(119)}…`,
    ]);
    expect(stdout).toContain('  staging  STAGE RATCHET_FILES\n');
    expect(stdout).toContain(
      '3 statements and 1 objects of a first run of planned that is promoted. Nothing was changed.',
    );
  });

  it('says which version the run would take the place of', async () => {
    const { stdout } = await planned({ ...PLAN, version: 8, liveVersion: 6 });

    expect(stdout).toContain('of a run of planned that replaces version 6. Nothing was changed.');
    expect(stdout).toContain('version 8 and the packages');
  });

  it('writes whole values as JSON', async () => {
    const { stdout } = await planned(PLAN, '-o', 'json');

    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, ...PLAN });
  });

  it('refuses a folder with problems before it asks anybody', async () => {
    workspace.write('planned', { 'features.sql': () => null });

    const { exitCode, stderr } = await ratchet('plan', 'planned', '--address', 'nowhere:1');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('features');
  });
});
