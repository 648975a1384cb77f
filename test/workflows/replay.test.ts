import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';

import { parseHistory } from '../support/recorded-history.js';
import { workflowBundle } from '../support/workflow-bundle.js';

const HISTORIES = fileURLToPath(new URL('histories', import.meta.url));
const shapes = readdirSync(HISTORIES)
  .filter((file) => file.endsWith('.json'))
  .map((file) => basename(file, '.json'));

function readHistory(shape: string): string {
  return readFileSync(`${HISTORIES}/${shape}.json`, 'utf8');
}

/** Replays histories one after the other with one Worker, each under its name. */
async function replay(texts: Readonly<Record<string, string>>) {
  const histories = Object.entries(texts).map(([workflowId, text]) => ({
    workflowId,
    history: parseHistory(text),
  }));
  return Worker.runReplayHistories({ workflowBundle: await workflowBundle() }, histories);
}

describe('a recorded run', () => {
  let replays: Awaited<ReturnType<typeof replay>>;
  beforeAll(async () => {
    replays = await replay(Object.fromEntries(shapes.map((shape) => [shape, readHistory(shape)])));
    return () => replays.return?.();
  });
  const problems = new Map<string, unknown>();

  /** What is wrong with a replay; null when nothing is. */
  async function problemOf(shape: string): Promise<unknown> {
    while (!problems.has(shape)) {
      const { done, value } = await replays.next();
      if (done === true) throw new Error(`${shape} was not replayed`);
      problems.set(value.workflowId, value.error ?? null);
    }
    return problems.get(shape);
  }

  it('is there in every shape that a run can have', () => {
    expect(shapes.sort()).toEqual([
      'cancelled',
      'cancelled-at-the-gate',
      'cancelled-in-an-outage',
      'cancelled-in-publication',
      'cancelled-without-its-worker',
      'candidate-failed',
      'candidates',
      'candidates-cancelled',
      'candidates-failed',
      'candidates-stopped',
      'data-refused',
      'failed',
      'failed-unrecorded',
      'held',
      'held-decided',
      'ledger-not-read',
      'ledger-read',
      'maintained',
      'maintenance-failed',
      'no-change',
      'no-request',
      'no-rollback-request',
      'nothing-to-maintain',
      'planned',
      'promoted',
      'promoted-decided',
      'publication-failed',
      'rejected',
      'rejected-decided',
      'report-failed',
      'reported',
      'retried',
      'rollback-cancelled',
      'rollback-cancelled-midway',
      'rollback-refused',
      'rollback-superseded',
      'rolled-back',
      'schedule-cancelled',
      'schedule-failed',
      'schedule-run-cancelled',
      'schedule-skipped',
      'scheduled',
      'superseded',
      'undecided',
    ]);
  });

  it.each(shapes)('replays on the Workflow of today: %s', async (shape) => {
    expect(await problemOf(shape)).toBeNull();
  });

  it('does not replay when the Workflow would do something else', async () => {
    const other = readHistory('promoted').replaceAll('"evaluateCandidate"', '"evaluateChampion"');

    const found = [];
    for await (const { error } of await replay({ other })) found.push(String(error));
    expect(found).toEqual([expect.stringContaining('evaluateCandidate')]);
  });
});
