import { ApplicationFailure, Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import type { PipelineActivities } from '../../pipeline/activities.js';
import type { FailureType } from '../../pipeline/failure-types.js';
import type { Score } from '../../pipeline/metrics.js';
import type { EvaluationInput } from '../../pipeline/gate.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import type { Candidate, TrainingInput } from '../../pipeline/training.js';
import { Latch } from '../support/latch.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { requestWith } from '../support/retraining-request.js';
import { withRetraining } from '../support/retraining.js';
import { seenAfterEnd, seenRun } from '../support/seen-run.js';
import { stubActivities } from '../support/stub-activities.js';
import { failureOf } from '../support/workflow-failure.js';

const NAMES = ['small', 'large', 'linear', 'deep', 'wide'] as const;
type Train = (name: string, input: TrainingInput) => Promise<Candidate>;

/** A request to train so many of the candidates above. */
function requestOf(count: number, parallel?: number): RetrainingRequest {
  const request = requestWith();
  const { training } = request.spec;
  if ('procedure' in training) throw new Error('telco-churn is trained by train.py');
  const candidates = Object.fromEntries(
    NAMES.slice(0, count).map((name, index) => [name, { params: { index }, build: 'build' }]),
  );
  const compared = { ...training, candidates, ...(parallel === undefined ? {} : { parallel }) };
  return { ...request, spec: { ...request.spec, training: compared } };
}

async function trained(input: TrainingInput, score: Score): Promise<Candidate> {
  const name = input.candidate ?? 'nameless';
  const candidate = await stubActivities().trainCandidate(input);
  return {
    ...candidate,
    artifactSha256: name.charAt(0).repeat(64),
    metrics: { validation: { roc_auc: score } },
    queryId: `query-${name}`,
  };
}

/** Trainings by the name of the candidate, with those that are under way. */
class Trainings {
  readonly begun: string[] = [];
  readonly underWay = new Set<string>();
  mostAtOnce = 0;
  readonly evaluated: EvaluationInput[] = [];
  readonly pipeline: NotedPipeline;

  constructor(train: Train) {
    const stubs = stubActivities();
    const overrides: Partial<PipelineActivities> = {
      trainCandidate: async (input) => {
        const name = input.candidate ?? 'nameless';
        this.begun.push(name);
        this.underWay.add(name);
        this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay.size);
        return train(name, input).finally(() => this.underWay.delete(name));
      },
      evaluateCandidate: (input) => {
        this.evaluated.push(input);
        return stubs.evaluateCandidate(input);
      },
    };
    this.pipeline = new NotedPipeline(overrides);
  }
}

async function untilCancelled(): Promise<never> {
  for (;;) {
    Context.current().heartbeat();
    await Context.current().sleep('10ms');
  }
}

function failing(
  type: FailureType,
  message: string,
  queryId: string | null = null,
): Promise<never> {
  const details = [{ code: null, sqlState: null, queryId }];
  return Promise.reject(ApplicationFailure.create({ message, type, nonRetryable: true, details }));
}

function withoutGaps(details: string): string {
  return details.replaceAll('\u00a0', '');
}

describe('retrainModel with several candidates', () => {
  it('trains them side by side, and judges the best on the validation rows alone', async () => {
    const scores: Readonly<Record<string, Score>> = { small: 0.831, large: 0.842, linear: 'NaN' };
    const trainings = new Trainings((name, input) => trained(input, scores[name] ?? null));
    const { activities, ends } = trainings.pipeline;

    const { outcome, seen } = await withRetraining(
      { request: requestOf(3), activities, shape: 'candidates' },
      async (handle) => ({ outcome: await handle.result(), seen: await seenAfterEnd(handle) }),
    );

    expect(trainings.begun.toSorted()).toEqual(['large', 'linear', 'small']);
    expect(trainings.evaluated.map(({ candidate }) => candidate.artifactSha256)).toEqual([
      'l'.repeat(64),
    ]);
    expect(outcome).toMatchObject({
      kind: 'PROMOTED',
      choice: {
        chosen: 'large',
        metric: 'roc_auc',
        candidates: [
          { name: 'small', validation: { roc_auc: 0.831 }, failure: null },
          { name: 'large', validation: { roc_auc: 0.842 }, failure: null },
          { name: 'linear', validation: { roc_auc: 'NaN' }, failure: null },
        ],
      },
    });
    const training = seen.progress.steps.find(({ step }) => step === 'training');
    expect(training).toMatchObject({
      state: 'done',
      summary: 'best of 3: large, roc_auc 0.842 on the validation rows; small 0.831, linear NaN',
      queryId: 'query-large',
      compared: {
        metric: 'roc_auc',
        chosen: 'large',
        candidates: [
          { name: 'small', state: 'done', score: 0.831 },
          { name: 'large', state: 'done', score: 0.842 },
          { name: 'linear', state: 'done', score: 'NaN' },
        ],
      },
    });
    expect(withoutGaps(seen.details)).toContain(
      [
        '|  | candidate | roc_auc on the validation rows |',
        '| --- | --- | --- |',
        '| ✔ | large | 0.842 |',
        '|  | small | 0.831 |',
        '|  | linear | NaN |',
      ].join('\n'),
    );
    expect(ends[0]?.queryIds).toEqual(
      expect.arrayContaining(['query-small', 'query-linear', 'query-large']),
    );
  });

  it.each([
    [undefined, 2],
    [3, 3],
  ])('has with parallel %s at most %i in the warehouse at once', async (parallel, most) => {
    const [full, goOn] = [new Latch(), new Latch()];
    const trainings = new Trainings(async (_, input) => {
      if (trainings.underWay.size === most) full.open();
      await goOn.opened;
      return trained(input, 0.8);
    });
    const { activities } = trainings.pipeline;

    await withRetraining({ request: requestOf(5, parallel), activities }, async (handle) => {
      await full.opened;
      const { progress } = await seenRun(handle);
      const states = progress.steps[2]?.compared?.candidates.map(({ state }) => state);
      expect(states?.filter((state) => state === 'running')).toHaveLength(most);
      expect(states?.filter((state) => state === 'waiting')).toHaveLength(5 - most);
      goOn.open();
      await handle.result();
    });

    expect(trainings.mostAtOnce).toBe(most);
    expect(trainings.begun.toSorted()).toEqual(NAMES.toSorted());
  });

  it.each<FailureType>(['UserCode', 'SnowflakeTimeout', 'SnowflakeCancelled'])(
    'goes on without a candidate that failed by %s',
    async (type) => {
      const trainings = new Trainings((name, input) =>
        name === 'small' ? failing(type, 'at line 3', 'query-small') : trained(input, 0.8),
      );
      const { activities, ends } = trainings.pipeline;

      const { outcome, seen } = await withRetraining(
        { request: requestOf(3), activities, shape: 'candidate-failed' },
        async (handle) => ({ outcome: await handle.result(), seen: await seenAfterEnd(handle) }),
      );

      expect(outcome).toMatchObject({
        kind: 'PROMOTED',
        choice: {
          chosen: 'large',
          candidates: [
            {
              name: 'small',
              validation: {},
              failure: `${type}: at line 3`,
              queryId: 'query-small',
            },
            { name: 'large' },
            { name: 'linear' },
          ],
        },
      });
      expect(ends).toMatchObject([{ state: 'PROMOTED' }]);
      expect(seen.progress.steps[2]).toMatchObject({
        state: 'done',
        summary: 'best of 3: large, roc_auc 0.8 on the validation rows; small failed, linear 0.8',
      });
      expect(withoutGaps(seen.details)).toContain(`|  | small | failed: ${type}: at line 3 |`);
    },
  );

  it('fails with what each candidate failed by when none can go to the gate', async () => {
    const trainings = new Trainings((name, input) =>
      name === 'small' ? failing('UserCode', 'at line 3') : trained(input, null),
    );
    const { activities, ends, steps } = trainings.pipeline;

    const { failure, seen } = await withRetraining(
      { request: requestOf(2), activities, shape: 'candidates-failed' },
      async (handle) => ({ failure: await failureOf(handle), seen: await seenAfterEnd(handle) }),
    );

    const message =
      'None of the 2 candidates can go to the gate. small: UserCode: at line 3; ' +
      'large: roc_auc on the validation rows is missing';
    expect(failure.cause).toMatchObject({ type: 'UserCode', message, nonRetryable: true });
    expect(steps).not.toContain('evaluateCandidate');
    expect(ends).toMatchObject([
      { state: 'FAILED', step: 'training', reasons: [`UserCode: ${message}`] },
    ]);
    expect(seen.progress.steps[2]?.state).toBe('failed');
  });

  it.each<FailureType>(['SourceData', 'SnowflakeStatement', 'Fenced', 'LedgerCorrupt'])(
    'fails by %s of one, which would meet all, once the others have been cancelled',
    async (type) => {
      const other = new Latch();
      const trainings = new Trainings(async (name) => {
        if (name === 'large') {
          other.open();
          return untilCancelled();
        }
        await other.opened;
        return failing(type, 'no rows');
      });
      const { activities, ends, steps } = trainings.pipeline;

      const { failure, seen } = await withRetraining(
        { request: requestOf(3), activities, shape: 'candidates-stopped' },
        async (handle) => ({ failure: await failureOf(handle), seen: await seenAfterEnd(handle) }),
      );

      expect(failure.cause?.cause).toMatchObject({ type });
      expect(trainings.begun.toSorted()).toEqual(['large', 'small']);
      expect(trainings.underWay.size).toBe(0);
      expect(steps).not.toContain('evaluateCandidate');
      expect(ends).toMatchObject([{ state: 'FAILED', step: 'training' }]);
      expect(seen.progress.steps[2]?.compared?.candidates).toMatchObject([
        { name: 'small', state: 'failed', failure: `${type}: no rows` },
        { name: 'large', state: 'failed', failure: 'cancelled' },
        { name: 'linear', state: 'skipped' },
      ]);
    },
  );

  it('is cancelled with all that is under way, and begins nothing more', async () => {
    const both = new Latch();
    const trainings = new Trainings(() => {
      if (trainings.underWay.size === 2) both.open();
      return untilCancelled();
    });
    const { activities, ends } = trainings.pipeline;

    const failure = await withRetraining(
      { request: requestOf(4), activities, shape: 'candidates-cancelled' },
      async (handle) => {
        await both.opened;
        await handle.cancel();
        return failureOf(handle);
      },
    );

    expect(failure.cause).toBeInstanceOf(CancelledFailure);
    expect(trainings.begun).toHaveLength(2);
    expect(trainings.underWay.size).toBe(0);
    expect(ends).toMatchObject([{ state: 'CANCELLED', step: 'training', reasons: ['cancelled'] }]);
  });

  it('is cancelled and not failed when the last candidate fails after the cancellation', async () => {
    const begun = new Latch();
    const trainings = new Trainings(async () => {
      begun.open();
      return untilCancelled().catch(() => failing('UserCode', 'at line 3'));
    });
    const { activities, ends } = trainings.pipeline;

    const failure = await withRetraining({ request: requestOf(2), activities }, async (handle) => {
      await begun.opened;
      await handle.cancel();
      return failureOf(handle);
    });

    expect(failure.cause).toBeInstanceOf(CancelledFailure);
    expect(ends).toMatchObject([{ state: 'CANCELLED', step: 'training' }]);
  });

  it('compares by the lower score where lower is better', async () => {
    const request = requestOf(2);
    const gate = { ...request.spec.gate, rules: { log_loss: { max: 0.7 }, roc_auc: { min: 0.5 } } };
    const scores: Readonly<Record<string, number>> = { small: 0.41, large: 0.43 };
    const trainings = new Trainings(async (name, input) => ({
      ...(await trained(input, 0.9)),
      metrics: { validation: { roc_auc: 0.9, log_loss: scores[name] ?? null } },
    }));

    const outcome = await withRetraining(
      {
        request: { ...request, spec: { ...request.spec, gate } },
        activities: trainings.pipeline.activities,
      },
      (handle) => handle.result(),
    );

    expect(outcome).toMatchObject({ choice: { chosen: 'small', metric: 'log_loss' } });
  });

  it('says in the Web UI what each of the trainings is', async () => {
    const trainings = new Trainings((_, input) => trained(input, 0.8));
    const history = await withRetraining(
      { request: requestOf(2), activities: trainings.pipeline.activities },
      async (handle) => {
        await handle.result();
        return handle.fetchHistory();
      },
    );

    const summaries = (history.events ?? []).flatMap(
      ({ activityTaskScheduledEventAttributes: activity, userMetadata }) =>
        activity?.activityType?.name === 'trainCandidate'
          ? [Buffer.from(userMetadata?.summary?.data ?? []).toString()]
          : [],
    );
    expect(summaries).toEqual([
      '"small: fit build(params) of train.py, at most 1h"',
      '"large: fit build(params) of train.py, at most 1h"',
    ]);
  });
});
