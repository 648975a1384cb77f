import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';

import { parseHistory } from '../support/recorded-history.js';
import { workflowBundle } from '../support/workflow-bundle.js';

// A history that does not replay is one of the tests; the SDK's core would warn of it.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
});

const HISTORIES = fileURLToPath(new URL('histories', import.meta.url));
const shapes = readdirSync(HISTORIES)
  .filter((file) => file.endsWith('.json'))
  .map((file) => basename(file, '.json'));

function readHistory(shape: string): string {
  return readFileSync(`${HISTORIES}/${shape}.json`, 'utf8');
}

async function replay(text: string): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, parseHistory(text));
}

describe('a recorded run', () => {
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
    await replay(readHistory(shape));
  });

  it('does not replay when the Workflow would do something else', async () => {
    const other = readHistory('promoted').replaceAll('"evaluateCandidate"', '"evaluateChampion"');

    await expect(replay(other)).rejects.toThrow(/evaluateCandidate/);
  });
});
