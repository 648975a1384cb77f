import { describe, expect, inject, it } from 'vitest';

import { connectTemporal } from '../../client/connect.js';
import type { FeatureTable } from '../../pipeline/features.js';
import { MAX_RESULT_BYTES } from '../../pipeline/payload-size.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { RETRAIN_MODEL } from '../../pipeline/workflow-ids.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { historyText } from '../support/recorded-history.js';
import { requestWith } from '../support/retraining-request.js';
import { withRetraining } from '../support/retraining.js';
import { FEATURE_TABLE, stubActivities } from '../support/stub-activities.js';
import { failureOf } from '../support/workflow-failure.js';

/** As large as a request can be made of code, and of settings. */
function codeOf(bytes: number): RetrainingRequest {
  return requestWith({ code: { 'train.py': '#'.repeat(bytes) } });
}
function paramsOf(bytes: number): RetrainingRequest {
  const { spec } = requestWith();
  const training = { ...spec.training, params: { names: '#'.repeat(bytes) } };
  return requestWith({ spec: { ...spec, training } });
}

function tableOf(columns: number): FeatureTable {
  const features = Array.from({ length: columns }, (_, index) => ({
    name: `AVERAGE_MONTHLY_SPENDING_OF_THE_LAST_TWELVE_MONTHS_${index}`,
    kind: 'number' as const,
  }));
  return { ...FEATURE_TABLE, features };
}

describe('a request that no Client would send', () => {
  it.each([
    ['code', codeOf(1_100_000), 'expected at most 1048576'],
    ['nearly 2 MB of code', codeOf(2_000_000), 'expected at most 1048576'],
    ['settings', paramsOf(70_000), 'The spec takes'],
  ])('for its size of %s fails at once, in words', async (_, request, says) => {
    const pipeline = new NotedPipeline();

    const failure = await withRetraining({ request, activities: pipeline.activities }, (handle) =>
      failureOf(handle),
    );

    expect(failure.cause).toMatchObject({
      type: 'ModelFolder',
      message: expect.stringContaining(says),
    });
    expect(pipeline.steps).toEqual([]);
  });

  it('is refused by Temporal beyond 2 MB', async () => {
    const temporal = await connectTemporal({ address: inject('temporal').address });
    const start = temporal.client.workflow.start(RETRAIN_MODEL, {
      taskQueue: 'nobody-polls',
      workflowId: 'larger-than-2-MB',
      args: [codeOf(2_500_000)],
    });

    await expect(start).rejects.toMatchObject({
      cause: { details: expect.stringContaining('size exceeds limit') },
    });
    await temporal.close();
  });
});

it('ends a run whose step has a result beyond 2 MB', async () => {
  const activities = stubActivities({ buildFeatures: () => Promise.resolve(tableOf(40_000)) });

  const failure = await withRetraining({ request: requestWith(), activities }, (handle) =>
    failureOf(handle),
  );

  expect(failure.cause).toMatchObject({
    activityType: 'buildFeatures',
    cause: { type: 'PayloadsTooLarge' },
  });
});

it('keeps the history of a run on 1,000 features small', async ({ annotate }) => {
  const activities = stubActivities({ buildFeatures: () => Promise.resolve(tableOf(1_000)) });

  const history = await withRetraining({ request: codeOf(200_000), activities }, async (handle) => {
    expect(await handle.result()).toMatchObject({ kind: 'PROMOTED' });
    return historyText(await handle.fetchHistory());
  });

  const payloads = [...history.matchAll(/"data": "([^"]*)"/g)].map(([, data = '']) =>
    Buffer.byteLength(data, 'base64'),
  );
  const [largest, all] = [Math.max(...payloads), payloads.reduce((sum, bytes) => sum + bytes, 0)];
  await annotate(`largest payload ${largest} bytes, all ${payloads.length} together ${all} bytes`);
  expect(largest).toBeLessThan(MAX_RESULT_BYTES);
  expect(all).toBeLessThan(1_000_000);
});
