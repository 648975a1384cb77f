import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import type { LedgerQuestion } from '../../pipeline/ledger-reading.js';
import type { ReportData } from '../../pipeline/report.js';
import { renderReport } from '../../report/render-report.js';
import { judgedRunOf } from '../support/judged-run.js';
import { enterWorkspace } from '../support/model-folders.js';
import { ratchet, type Ran } from '../support/ratchet.js';
import { failedRun, rejectedData } from '../support/report-data.js';
import { stubActivities } from '../support/stub-activities.js';
import { withStubWorker } from '../support/stub-worker.js';

const { address } = inject('temporal');
const DATA = rejectedData();

let temporal: Temporal;
let queues = 0;
let taskQueue = '';
let folder = '';

beforeAll(async () => {
  temporal = await connectTemporal({ address });
  await registerSearchAttributes(temporal);
});
afterAll(() => temporal.close());

beforeEach(() => {
  queues += 1;
  taskQueue = `reported-${queues}`;
  folder = mkdtempSync(join(tmpdir(), 'ratchet-report-'));
  return () => rmSync(folder, { recursive: true });
});

/** Runs a command line while a Worker knows the runs of the ledger, and says this for a report on one. */
async function asked(report: unknown, ...argv: readonly string[]): Promise<Ran> {
  const run = judgedRunOf({ run: { runId: DATA.run.runId } });
  const answerFromLedger = ({ kind }: LedgerQuestion) =>
    Promise.resolve(kind === 'report' ? { kind, report } : { kind, runs: [run], nextOffset: null });
  return withStubWorker({ address, taskQueue }, { answerFromLedger }, () =>
    ratchet(...argv, '--address', address, '--task-queue', taskQueue),
  );
}

function written(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

describe('ratchet report', () => {
  it('writes the files that stand in the stage, and prints where the page is', async () => {
    const ran = await asked(DATA, 'report', DATA.run.runId, '--out', folder);

    expect(ran).toMatchObject({ exitCode: 0, stdout: `${join(folder, 'report.html')}\n` });
    expect(written()).toEqual(await renderReport(DATA));
  });

  it('prints the data as JSON', async () => {
    const ran = await asked(DATA, 'report', DATA.run.runId, '--out', folder, '-o', 'json');

    expect(JSON.parse(ran.stdout)).toEqual(DATA satisfies ReportData);
    expect(Object.keys(written())).toHaveLength(3);
  });

  it('gives every run a folder of its own by default', async () => {
    const workspace = enterWorkspace();
    try {
      const ran = await asked(DATA, 'report', DATA.run.runId);
      const place = join('ratchet-reports', DATA.run.model, DATA.run.runId);

      expect(ran.stdout).toBe(`${resolve(place, 'report.html')}\n`);
      expect(readdirSync(place)).toHaveLength(3);
    } finally {
      workspace.remove();
    }
  });

  it('is about a run that failed before its gate, too', async () => {
    const workspace = enterWorkspace();
    const model = 'never-judged';
    workspace.write(model);
    const place = ['--address', address, '--task-queue', taskQueue];
    const refused = ApplicationFailure.nonRetryable('KeyError: TENURE', 'UserCode');
    let report: ReportData | null = null;
    const activities = {
      ...stubActivities(),
      stageSource: () => Promise.reject(refused),
      answerFromLedger: ({ kind }: LedgerQuestion) =>
        Promise.resolve(
          kind === 'report' ? { kind, report } : { kind: 'decisions', runs: [], nextOffset: null },
        ),
    };
    try {
      await withStubWorker({ address, taskQueue }, activities, async () => {
        await ratchet('run', model, '--follow', ...place);
        report = failedRun();
        const ran = await ratchet('report', model, '--out', folder, ...place);

        expect(ran).toMatchObject({ exitCode: 0, stdout: `${join(folder, 'report.html')}\n` });
        expect(written()).toEqual(await renderReport(failedRun()));

        report = { ...report, run: { ...report.run, endedAt: null, reasons: [] } };
        const early = await ratchet('report', model, '--out', folder, ...place);

        expect(early).toMatchObject({ exitCode: 2, stdout: '' });
        expect(early.stderr).toContain('was not judged: it ended before its gate, or has not come');
      });
    } finally {
      workspace.remove();
    }
  });

  it('says when the Worker is of a version that tells something else', async () => {
    const { schemaVersion: _, ...other } = DATA;
    const ran = await asked(other, 'report', DATA.run.runId, '--out', folder);

    expect(ran).toMatchObject({ exitCode: 4, stdout: '' });
    expect(ran.stderr).toContain('schemaVersion');
    expect(ran.stderr).toContain('Use the version of the Worker.');
    expect(written()).toEqual({});
  });
});
