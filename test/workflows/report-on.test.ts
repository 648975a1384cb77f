import { ApplicationFailure } from '@temporalio/activity';
import { workflowMetadataQuery } from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';

import type { PipelineActivities } from '../../pipeline/activities.js';
import type { ReportInput } from '../../pipeline/report.js';
import { FEATURE_TABLE } from '../support/stub-activities.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { requestWith } from '../support/retraining-request.js';
import { withRetraining } from '../support/retraining.js';

const NO_ROOM = ApplicationFailure.nonRetryable('no space left on device', 'InternalError');

/** What came of a run, and what the Web UI shows of it, when the Activities are those of a first run but for `overrides`. */
async function ended(overrides: Partial<PipelineActivities>, shape?: string) {
  const pipeline = new NotedPipeline(overrides);
  return withRetraining(
    {
      request: requestWith(),
      activities: pipeline.activities,
      ...(shape === undefined ? {} : { shape }),
    },
    async (handle) => {
      const outcome = await handle.result();
      const { currentDetails = '' } = await handle.query(workflowMetadataQuery);
      return { outcome, details: currentDetails, ends: pipeline.ends };
    },
  );
}

describe('the report on a run', () => {
  it('is written after the end is on record, and only the run travels', async () => {
    const inputs: ReportInput[] = [];
    const { outcome, details, ends } = await ended(
      {
        writeReport: (input) => {
          inputs.push(input);
          return Promise.resolve({ location: '@RATCHET_ARTIFACTS/telco-churn/0123/report/' });
        },
      },
      'reported',
    );

    expect(outcome.kind).toBe('PROMOTED');
    expect(inputs).toEqual([{ run: ends[0]?.run }]);
    expect(details).toContain('Report: `@RATCHET_ARTIFACTS/telco-churn/0123/report/report.html`');
    expect(details).toContain(`\`ratchet report ${outcome.runId} --open\``);
  });

  it('changes no outcome when it cannot be written, and the details say why', async () => {
    const { outcome, details, ends } = await ended(
      { writeReport: () => Promise.reject(NO_ROOM) },
      'report-failed',
    );

    expect(outcome.kind).toBe('PROMOTED');
    expect(ends).toMatchObject([{ state: 'PROMOTED' }]);
    expect(details).toContain('The report could not be written:');
    expect(details).toContain('no space left on device');
  });

  it('is not written of a run that changed nothing', async () => {
    const same = { ...FEATURE_TABLE, sameAsVersion: 1 };
    const { outcome, details } = await ended({
      buildFeatures: () => Promise.resolve(same),
      writeReport: () => Promise.reject(NO_ROOM),
    });

    expect(outcome.kind).toBe('NO_CHANGE');
    expect(details).not.toContain('eport');
  });
});
