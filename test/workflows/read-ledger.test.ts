import { ApplicationFailure } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';

import type { ReadingActivities } from '../../pipeline/activities.js';
import type { LedgerAnswer, LedgerQuestion } from '../../pipeline/ledger-reading.js';
import { READ_LEDGER } from '../../pipeline/workflow-ids.js';
import type { readLedger } from '../../workflows/index.js';
import { failureOf } from '../support/workflow-failure.js';
import { withWorkflow } from '../support/workflow-run.js';

const QUESTION: LedgerQuestion = {
  kind: 'decisions',
  of: { model: 'telco-churn' },
  last: 50,
  offset: 0,
};

function start(client: Client, taskQueue: string) {
  return client.workflow.start<typeof readLedger>(READ_LEDGER, {
    taskQueue,
    workflowId: taskQueue,
    args: [QUESTION],
  });
}

describe('readLedger', () => {
  it('gives the answer of a Worker to the question', async () => {
    const asked: LedgerQuestion[] = [];
    const answer: LedgerAnswer = { kind: 'decisions', runs: [], nextOffset: null };
    const activities: Pick<ReadingActivities, 'answerFromLedger'> = {
      answerFromLedger: (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
    };

    const result = await withWorkflow({ start, activities, shape: 'ledger-read' }, async (handle) =>
      handle.result(),
    );

    expect(result).toEqual(answer);
    expect(asked).toEqual([QUESTION]);
  });

  it('fails as the reading failed, after a few attempts', async () => {
    let attempts = 0;
    const activities: Pick<ReadingActivities, 'answerFromLedger'> = {
      answerFromLedger: () => {
        attempts += 1;
        return Promise.reject(ApplicationFailure.retryable('busy', 'SnowflakeTransient'));
      },
    };

    const failure = await withWorkflow({ start, activities, shape: 'ledger-not-read' }, failureOf);

    expect(failure.cause?.cause).toMatchObject({ type: 'SnowflakeTransient', message: 'busy' });
    expect(attempts).toBe(5);
  });
});
