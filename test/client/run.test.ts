import { Context, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import type { PipelineActivities } from '../../pipeline/activities.js';
import type { StagingInput } from '../../pipeline/staging.js';
import { RETRAIN_MODEL } from '../../pipeline/workflow-ids.js';
import { evidenceWith } from '../support/evidence.js';
import { enterWorkspace, type Workspace } from '../support/model-folders.js';
import { ratchet, startRatchet, type Ran, type Running } from '../support/ratchet.js';
import { evaluationOf, stubActivities } from '../support/stub-activities.js';
import { withStubWorker } from '../support/stub-worker.js';

const { address } = inject('temporal');

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
  model = `client-${models}`;
  workspace = enterWorkspace();
  workspace.write(model);
});
afterEach(() => workspace.remove());

function place(): string[] {
  return ['--address', address, '--task-queue', model];
}

/** Runs a command while a Worker with stub Activities polls. */
function withWorker<Result>(
  overrides: Partial<PipelineActivities>,
  work: () => Promise<Result>,
): Promise<Result> {
  return withStubWorker({ address, taskQueue: model }, stubActivities(overrides), work);
}

function follow(overrides: Partial<PipelineActivities>, ...options: string[]): Promise<Ran> {
  return withWorker(overrides, () => ratchet('run', model, '--follow', ...options, ...place()));
}

/** An Activity that goes on until it is cancelled. */
async function untilCancelled(): Promise<never> {
  for (;;) {
    heartbeat();
    await Promise.race([pause(20), Context.current().cancelled]);
  }
}

/** Starts following a run that stays at its training. */
async function followToTraining(): Promise<Running> {
  const running = startRatchet('run', model, '--follow', ...place());
  await expect.poll(() => running.stderr(), { timeout: 20_000 }).toContain('✔ features');
  return running;
}

const REJECTED: Partial<PipelineActivities> = {
  evaluateCandidate: () =>
    Promise.resolve(
      evaluationOf(evidenceWith({ candidate: { source: 'held-out', metrics: { roc_auc: 0.61 } } })),
    ),
};

describe('ratchet run', () => {
  it('shows the link at once, the steps, the gate table and the promotion', async () => {
    const { exitCode, stdout, stderr } = await follow({});

    expect(stderr).toMatch(
      new RegExp(
        `^Run of ${model} started: http://localhost:\\d+/namespaces/default/workflows/retrain-${model}/[0-9a-f-]{36}\n`,
      ),
    );
    for (const step of ['staging', 'features', 'training', 'gate', 'publication']) {
      expect(stderr).toMatch(new RegExp(`^✔ ${step} +\\d+\\.\\d s  `, 'm'));
    }
    expect(stdout).toMatch(/^ *metric +candidate +champion +majority class +rule$/m);
    expect(stdout).toMatch(/^ *roc_auc +0\.\d+ .*at least 0\.75 +✔ passed$/m);
    expect(stdout).toMatch(/\n✔ PROMOTED {2}PREDICT_CHURN serves version 1\n$/);
    expect(exitCode).toBe(0);
  });

  it('exits with 10 and the reasons when the gate refuses', async () => {
    const { exitCode, stdout } = await follow(REJECTED);

    expect(exitCode).toBe(10);
    expect(stdout).toMatch(/^ *roc_auc +0\.61 .*at least 0\.75 +✘ rejected$/m);
    expect(stdout).toMatch(
      /✘ REJECTED {2}refused; nothing changed\n {2}- roc_auc .*0\.61.*0\.75.*\n$/,
    );
  });

  it('gives the whole run as one JSON document, and its progress beside it', async () => {
    const { exitCode, stdout, stderr } = await follow(REJECTED, '-o', 'json');

    expect(exitCode).toBe(10);
    expect(stderr).toMatch(/^✔ gate +\d+\.\d s  /m);
    expect(JSON.parse(stdout)).toMatchObject({
      model,
      workflowId: `retrain-${model}`,
      status: 'COMPLETED',
      outcome: { kind: 'REJECTED', evidence: { candidate: { metrics: { roc_auc: 0.61 } } } },
      failure: null,
      progress: {
        outcome: 'REJECTED',
        steps: [{ state: 'done' }, {}, {}, {}, { state: 'skipped' }],
      },
    });
  });

  it('exits with 5, the query id and advice when a statement fails', async () => {
    const failure = ApplicationFailure.nonRetryable('unknown column TENURE', 'SnowflakeStatement', {
      queryId: '01b2-77',
    });

    const { exitCode, stdout } = await follow({ trainCandidate: () => Promise.reject(failure) });

    expect(exitCode).toBe(5);
    expect(stdout).toContain(
      '✘ FAILED  SnowflakeStatement in trainCandidate\n  unknown column TENURE\n  query id 01b2-77\n',
    );
  });

  it('hands over reason, force and the replaced source', async () => {
    const seen: StagingInput[] = [];
    const stubs = stubActivities();
    const source = `${workspace.directory}/models/${model}/train.csv`;
    workspace.write(model, { 'train.csv': () => 'a\n1\n' });

    await follow(
      {
        stageSource: (input) => {
          seen.push(input);
          return stubs.stageSource(input);
        },
      },
      '--reason',
      'new tariffs',
      '--force',
      '--source',
      `customers=${source}`,
    );

    expect(seen).toMatchObject([
      {
        run: { trigger: 'manual', reason: 'new tariffs' },
        request: { force: true, spec: { sources: { customers: { files: source } } } },
      },
    ]);
  });

  it('refuses to start without the source files, before a Worker looks for them', async () => {
    workspace.write(model, { 'data/customers.parquet': () => null });

    const { exitCode, stderr } = await ratchet('run', model, ...place());

    expect(exitCode).toBe(2);
    expect(stderr).toContain(`no file at ${workspace.directory}/models/${model}/data/*.parquet`);
  });

  it('warns when no Worker polls, and starts the run all the same', async () => {
    const { exitCode, stderr, stdout } = await ratchet('run', model, ...place());

    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      `warning No Worker polls the Task Queue ${model} (namespace default at ${address})`,
    );
    expect(stdout).toBe(`Follow it: npx ratchet status ${model} --follow\n`);
    await withWorker({}, () => ratchet('status', model, '--follow', ...place()));
  });

  it('starts no second run while one is open, and links to the open one', async () => {
    await withWorker({ trainCandidate: untilCancelled }, async () => {
      const first = await ratchet('run', model, ...place());
      const second = await ratchet('run', model, ...place());

      expect(second.exitCode).toBe(4);
      expect(second.stderr).toMatch(
        new RegExp(`^A run of ${model} is open since \\S+; nothing was started.\n`),
      );
      expect(second.stderr).toContain(/http:\S+/.exec(first.stderr)?.[0]);
      await ratchet('cancel', model, ...place());
      await ratchet('status', model, '--follow', ...place());
    });
  });

  it('detaches at Ctrl-C with 130, and the run goes on to its end', async () => {
    await withWorker({ trainCandidate: untilCancelled }, async () => {
      const running = await followToTraining();

      running.interrupt();
      const detached = await running.ended;
      const status = await ratchet('status', model, ...place());

      expect(detached.exitCode).toBe(130);
      expect(detached.stderr).toContain(
        `The run goes on. Follow it again: npx ratchet status ${model} --follow\n`,
      );
      expect(status.stdout).toMatch(/^ {2}… training/m);
      await ratchet('cancel', model, ...place());
      const followed = await ratchet('status', model, '--follow', ...place());
      expect(followed).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining('✘ FAILED  Cancelled'),
      });
    });
  });
});

describe('ratchet status', () => {
  it('lists the last run of every model, and models that never ran', async () => {
    workspace.write(`${model}-new`);
    await follow({});

    const { exitCode, stdout } = await ratchet('status', ...place());

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `^${model} +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ +PROMOTED +1 +0\\.\\d{4} +manual +[0-9a-f-]{36}$`,
        'm',
      ),
    );
    expect(stdout).toMatch(new RegExp(`^${model}-new +never$`, 'm'));
  });

  it('finds a run by model, run id and Workflow Id, and shows how it ended', async () => {
    const { stderr } = await follow({});
    const runId = /[0-9a-f-]{36}/.exec(stderr)?.[0] ?? '';

    const shown = await withWorker({}, () =>
      Promise.all(
        [model, runId, `retrain-${model}`].map((name) => ratchet('status', name, ...place())),
      ),
    );

    for (const { exitCode, stdout } of shown) {
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`run ${runId} of retrain-${model}`);
      expect(stdout).toMatch(/^ {2}✔ publication/m);
      expect(stdout).toContain('✔ PROMOTED');
    }
  });

  it('tells how a run ended when no Worker is there any more', async () => {
    await follow({});

    const { stdout, stderr } = await ratchet('status', model, ...place());

    expect(stderr).toBe('');
    expect(stdout).toContain('✔ PROMOTED');
    expect(stdout).not.toContain('✔ publication');
  });

  it('shows how a run ended that never got as far as to answer', async () => {
    const { client } = temporal;
    const workflowId = `retrain-${model}`;
    const start = { workflowId, taskQueue: model, args: [{ model }] };

    const { exitCode, stdout, stderr } = await withWorker({}, async () => {
      const handle = await client.workflow.start(RETRAIN_MODEL, start);
      await handle.result().catch(() => undefined);
      return ratchet('status', workflowId, ...place());
    });

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('✘ FAILED  ModelFolder\n  This is no request to retrain a model');
  });

  it('says that there is no such run', async () => {
    expect(await ratchet('status', 'nobody', ...place())).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('No run of a model "nobody", and no run of that id'),
    });
  });
});

describe('ratchet cancel', () => {
  it('refuses when the last run is over', async () => {
    await follow({});

    expect(await ratchet('cancel', model, ...place())).toMatchObject({
      exitCode: 2,
      stderr: `The last run of ${model} is over (PROMOTED): nothing to cancel.\n`,
    });
  });
});
