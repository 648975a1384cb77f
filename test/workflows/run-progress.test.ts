import { describe, expect, it } from 'vitest';

import { evidenceOf } from '../support/evidence.js';
import { Latch } from '../support/latch.js';
import { requestWith } from '../support/retraining-request.js';
import { withRetraining } from '../support/retraining.js';
import { seenAfterEnd, seenRun, stepStates } from '../support/seen-run.js';
import { evaluationOf, FEATURE_TABLE, stubActivities } from '../support/stub-activities.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Without the no-break spaces that keep the columns of the Web UI apart. */
function withoutGaps(details: string): string {
  return details.replaceAll('\u00a0', '');
}

describe('the progress of a run', () => {
  it('shows the running step while it runs', async () => {
    const [training, seenEnough] = [new Latch(), new Latch()];
    const stubs = stubActivities();
    const activities = stubActivities({
      trainCandidate: async (input) => {
        training.open();
        await seenEnough.opened;
        return stubs.trainCandidate(input);
      },
    });

    const seen = await withRetraining({ request: requestWith(), activities }, async (handle) => {
      await training.opened;
      const run = await seenRun(handle);
      seenEnough.open();
      await handle.result();
      return run;
    });

    expect(stepStates(seen.progress)).toEqual([
      'staging done',
      'features done',
      'training running',
      'gate waiting',
      'publication waiting',
    ]);
    expect(seen.progress.steps[1]).toEqual({
      step: 'features',
      state: 'done',
      startedAt: expect.stringMatching(ISO),
      endedAt: expect.stringMatching(ISO),
      summary:
        '2 features; 4,930 rows to train on, 704 to validate, 1,409 held out; roc_auc needs about 3,700 held-out rows to see 0.01',
      rows: 7043,
      queryId: '01b2c3d4-0003',
    });
    expect(seen.progress.steps[2]).toMatchObject({
      endedAt: null,
      summary: 'fit build(params) of train.py, at most 1h',
    });
    expect(seen.progress).toMatchObject({ verdict: null, outcome: null });
    expect(seen.attributes).toEqual({
      MlModel: 'telco-churn',
      MlTrigger: 'manual',
      MlStep: 'training',
    });
    expect(seen.details).toContain('**telco-churn: training**');
    expect(withoutGaps(seen.details)).toMatch(
      /\| ▶ \| training \| since \d\d:\d\d:\d\d UTC \| {2}\| fit build\(params\) of train\.py, at most 1h \| {2}\|/,
    );
  });

  it('shows the gate table when the run has ended', async () => {
    const evidence = evidenceOf(
      { roc_auc: 0.8, accuracy: 0.776 },
      { roc_auc: 0.8043, accuracy: 0.77 },
    );
    const activities = stubActivities({
      evaluateCandidate: () => Promise.resolve(evaluationOf(evidence)),
    });

    const { details } = await withRetraining({ request: requestWith(), activities }, seenAfterEnd);

    expect(withoutGaps(details)).toContain(
      [
        '| gate | candidate | champion | majority class | rule | margin | result |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        '| roc_auc | 0.8 | 0.8043 | 0.5 | at least 0.75 | +0.05 | ✔ passed |',
        '| roc_auc | 0.8 | 0.8043 | 0.5 | at most 0.01 worse | +0.0057 | ✔ passed |',
        '| accuracy | 0.776 | 0.77 | 0.7346 |  |  |  |',
      ].join('\n'),
    );
    expect(details).toContain('`PREDICT_CHURN` answers with version 1.');
    expect(Buffer.byteLength(details)).toBeLessThan(2_500);
  });
});

describe('the Activities of a run', () => {
  it('carry what they do for this model, time for the driver to try again, and heartbeats', async () => {
    const history = await withRetraining(
      {
        request: requestWith(),
        activities: stubActivities({ buildFeatures: () => Promise.resolve(FEATURE_TABLE) }),
      },
      async (handle) => {
        await handle.result();
        return handle.fetchHistory();
      },
    );

    const scheduled = (history.events ?? []).flatMap(
      ({ activityTaskScheduledEventAttributes: activity, userMetadata }) =>
        activity
          ? [{ activity, summary: Buffer.from(userMetadata?.summary?.data ?? []).toString() }]
          : [],
    );
    expect(
      scheduled.map(({ activity, summary }) => `${activity.activityType?.name}: ${summary}`),
    ).toEqual([
      'stageSource: "load customers into run-scoped tables"',
      'buildFeatures: "build the features by features.sql, split by CUSTOMERID"',
      'trainCandidate: "fit build(params) of train.py, at most 1h"',
      'evaluateCandidate: "score candidate and champion on the same held-out rows"',
      'recordDecision: "write the decision into the ledger"',
      'publishUdf: "test the function of the candidate, then point PREDICT_CHURN at it"',
      'recordOutcome: "close the run in the ledger"',
      'writeReport: "write the report of the run"',
    ]);
    const seconds = scheduled.map(({ activity }) => [
      Number(activity.startToCloseTimeout?.seconds),
      Number(activity.heartbeatTimeout?.seconds),
    ]);
    // Two hours of statements, one of training, a minute of ledger, two of the report; and 15 minutes for the driver's own retries.
    expect(seconds).toEqual([
      [8100, 10],
      [8100, 10],
      [4500, 10],
      [8100, 10],
      [960, 10],
      [8100, 10],
      [960, 10],
      [1020, 10],
    ]);
  });
});
