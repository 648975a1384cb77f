import { Context, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import type { Rollback, RollbackInput } from '../../pipeline/rollback.js';
import {
  retrainingWorkflowId,
  rollbackWorkflowId,
  scheduleId,
} from '../../pipeline/workflow-ids.js';
import { enterWorkspace, type Workspace } from '../support/model-folders.js';
import { ratchet, startRatchet, type Ran } from '../support/ratchet.js';
import { ROLLED_BACK, stubActivities } from '../support/stub-activities.js';
import { withStubWorker } from '../support/stub-worker.js';

const { address } = inject('temporal');
const REASON = ['--reason', 'version 3 is slow'] as const;

let temporal: Temporal;
let workspace: Workspace;
let models = 0;
let model = '';

beforeAll(async () => {
  temporal = await connectTemporal({ address });
  await registerSearchAttributes(temporal);
});
afterAll(() => temporal.close());

beforeEach(() => {
  models += 1;
  model = `rolled-back-${models}`;
  workspace = enterWorkspace();
  workspace.write(model, { 'model.yaml': (text) => `${text}schedule: { every: 12h }\n` });
});
afterEach(() => workspace.remove());

function place(): string[] {
  return ['--address', address, '--task-queue', model];
}

/** Runs a command while a Worker polls whose rollbacks give this. */
function withWorker<Result>(
  rollBack: (input: RollbackInput) => Promise<Rollback>,
  work: () => Promise<Result>,
): Promise<Result> {
  const trainCandidate = untilCancelled;
  const activities = { ...stubActivities({ trainCandidate }), rollBack };
  return withStubWorker({ address, taskQueue: model }, activities, work);
}

async function untilCancelled(): Promise<never> {
  for (;;) {
    heartbeat();
    await Context.current().sleep('20ms');
  }
}

function rollback(
  rollBack: (input: RollbackInput) => Promise<Rollback>,
  ...options: readonly string[]
): Promise<Ran> {
  return withWorker(rollBack, () => ratchet('rollback', model, ...options, ...place()));
}

function rolledBack(): Promise<Rollback> {
  return Promise.resolve(ROLLED_BACK);
}

describe('ratchet rollback', () => {
  it('shows the link, waits, and says what serves now', async () => {
    const { exitCode, stdout, stderr } = await rollback(rolledBack, ...REASON);

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      new RegExp(`^Rollback of ${model} started: http:.*/rollback-${model}/[0-9a-f-]{36}\n`),
    );
    expect(stderr).toMatch(/^✔ publication +\d+\.\d s  PREDICT_CHURN answers with version 2$/m);
    expect(stdout).toBe(
      '✔ ROLLED BACK  PREDICT_CHURN serves version 2 again, after version 3 (fence 4)\n',
    );
  });

  it('hands over the version, the reason, and who asks', async () => {
    const inputs: RollbackInput[] = [];
    const note = (input: RollbackInput) => {
      inputs.push(input);
      return rolledBack();
    };

    await rollback(note, '--to', 'v12', ...REASON);

    const run = { model, trigger: 'rollback', startedBy: temporal.startedBy, reason: REASON[1] };
    expect(inputs).toMatchObject([{ toVersion: 12, run }]);
    const started = temporal.client.workflow.getHandle(rollbackWorkflowId(model));
    const description = await started.describe();
    expect(await description.staticSummary()).toBe(
      `${model}, rolled back by ${temporal.startedBy}`,
    );
    expect(await description.staticDetails()).toBe(
      '**Reason:** version 3 is slow\n\nBack to version 12. Nothing is trained.',
    );
  });

  it('gives JSON, and its progress beside it', async () => {
    const { stdout, stderr } = await rollback(rolledBack, ...REASON, '-o', 'json');

    expect(stderr).toContain('✔ publication');
    expect(JSON.parse(stdout)).toMatchObject({
      model,
      workflowId: `rollback-${model}`,
      status: 'COMPLETED',
      outcome: { kind: 'ROLLED_BACK', rollback: ROLLED_BACK },
      progress: { steps: [{ step: 'publication', state: 'done' }], outcome: 'ROLLED_BACK' },
    });
  });

  it('warns when callers have to pass other arguments', async () => {
    const other = { ...ROLLED_BACK, argumentsDiffer: true };

    const { stdout } = await rollback(() => Promise.resolve(other), ...REASON);

    expect(stdout).toContain('Version 2 takes other arguments than version 3');
  });

  it('tells of the Schedule and of the open retraining, which may promote a version, and how to stop them', async () => {
    await ratchet('schedule', 'apply', model, ...place());

    const { exitCode, stdout } = await withWorker(rolledBack, async () => {
      await ratchet('run', model, ...place());
      const ran = await ratchet('rollback', model, ...REASON, ...place());
      await temporal.client.workflow.getHandle(retrainingWorkflowId(model)).terminate('test over');
      return ran;
    });
    await temporal.client.schedule.getHandle(scheduleId(model)).delete();

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `^  The Schedule retrains ${model} at .*Z, and may promote .* npx ratchet schedule pause ${model}$`,
        'm',
      ),
    );
    expect(stdout).toContain(
      `  A retraining of ${model} is open, and may promote a new version. To end it: npx ratchet cancel ${model}\n`,
    );
  });

  it('says nothing of a Schedule that is paused', async () => {
    await ratchet('schedule', 'apply', model, ...place());
    await ratchet('schedule', 'pause', model, ...place());

    const { stdout } = await rollback(rolledBack, ...REASON);
    await temporal.client.schedule.getHandle(scheduleId(model)).delete();

    expect(stdout).not.toContain('Schedule');
  });

  it('exits with 2 and the reason when it is refused', async () => {
    const refusal = ApplicationFailure.nonRetryable(
      `${model} is not rolled back: it has no version 9. Name one that was promoted with --to (1, 2).`,
      'RollbackRefused',
    );

    const { exitCode, stdout } = await rollback(() => Promise.reject(refusal), ...REASON);

    expect(exitCode).toBe(2);
    expect(stdout).toBe(
      `✘ FAILED  RollbackRefused in rollBack\n  ${refusal.message}\n  Nothing was changed.\n`,
    );
  });

  it('exits with 1 when another version went live meanwhile', async () => {
    const superseded = { kind: 'superseded', liveVersion: 4 } as const;

    const { exitCode, stdout } = await rollback(() => Promise.resolve(superseded), ...REASON);

    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      '● SUPERSEDED  Version 4 went live while the rollback was under way; nothing was rolled back.\n',
    );
  });

  it('is refused while one is open, and goes on when it is left with Ctrl-C', async () => {
    const { first, second } = await withWorker(untilCancelled, async () => {
      const running = startRatchet('rollback', model, ...REASON, ...place());
      await expect.poll(() => running.stderr()).toContain('started');
      const other = await ratchet('rollback', model, ...REASON, ...place());
      running.interrupt();
      const left = await running.ended;
      await temporal.client.workflow.getHandle(rollbackWorkflowId(model)).terminate('test over');
      return { first: left, second: other };
    });

    expect(second.exitCode).toBe(4);
    expect(second.stderr).toContain(`A rollback of ${model} is open since`);
    expect(first.exitCode).toBe(130);
    expect(first.stderr).toContain(`Follow it again: npx ratchet status ${model} --follow`);
  });

  it.each([
    [[], 'A rollback needs its reason, which the ledger keeps: --reason'],
    [['--reason', ' '], 'A rollback needs its reason'],
    [[...REASON, '--to', 'v0'], 'Found the version "v0", expected for example v3 or 3.'],
    [[...REASON, '--to', 'last'], 'Found the version "last", expected for example v3 or 3.'],
  ])('refuses the arguments %j before it asks anyone', async (argv, message) => {
    const nowhere = ['--address', '127.0.0.1:1'];

    const { exitCode, stderr } = await ratchet('rollback', model, ...argv, ...nowhere);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('ratchet status after a rollback', () => {
  it('lists it as the last run, and shows it in full', async () => {
    const { one, all } = await withWorker(rolledBack, async () => {
      await ratchet('rollback', model, ...REASON, ...place());
      // Temporal's lists are a moment behind.
      await expect
        .poll(async () => (await ratchet('status', ...place())).stdout)
        .toMatch(new RegExp(`^${model} .*ROLLED_BACK`, 'm'));
      return {
        all: await ratchet('status', ...place()),
        one: await ratchet('status', model, ...place()),
      };
    });

    const line = all.stdout.split('\n').find((text) => text.startsWith(`${model} `));
    expect(line).toMatch(/Z +ROLLED_BACK +2 +rollback +[0-9a-f-]{36}$/);
    expect(one.stdout).toMatch(/✔ publication .*\n\n✔ ROLLED BACK {2}PREDICT_CHURN serves/);
  });

  it('shows the retraining that goes on beside it', async () => {
    const status = await withWorker(rolledBack, async () => {
      await ratchet('run', model, ...place());
      await ratchet('rollback', model, ...REASON, ...place());
      await expect
        .poll(async () => (await ratchet('status', model, ...place())).stdout)
        .toContain(`of retrain-${model}`);
      await expect
        .poll(async () => (await ratchet('status', ...place())).stdout)
        .toMatch(new RegExp(`^${model} .*running training.* manual`, 'm'));
      const ended = await ratchet('cancel', model, ...place());
      return ended;
    });

    expect(status.stdout).toContain(`Cancelling the run of ${model}.`);
  });
});
