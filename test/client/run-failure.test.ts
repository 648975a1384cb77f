import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  RetryState,
  TerminatedFailure,
  TimeoutFailure,
  TimeoutType,
} from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import { runFailure } from '../../client/runs/run-failure.js';
import { FAILURE_TYPES } from '../../pipeline/failure-types.js';

function failedActivity(cause: Error): ActivityFailure {
  return new ActivityFailure(
    'Activity task failed',
    'trainCandidate',
    '3',
    RetryState.NON_RETRYABLE_FAILURE,
    'worker',
    cause,
  );
}

describe('runFailure', () => {
  it('reads type, message, Activity and query id of what an Activity threw', () => {
    const cause = ApplicationFailure.create({
      type: 'SnowflakeStatement',
      message: 'SQL compilation error: unknown column TENURE',
      details: [{ queryId: '01b2-0001', code: '000904' }],
    });

    expect(runFailure(failedActivity(cause))).toMatchObject({
      type: 'SnowflakeStatement',
      message: 'SQL compilation error: unknown column TENURE',
      activity: 'trainCandidate',
      queryId: '01b2-0001',
      exitCode: 5,
    });
  });

  it.each([
    [['SnowflakeAuthentication', 'SnowflakeConnection'], 3],
    [['SnowflakeTransient', 'SnowflakeQuota'], 4],
    [['SnowflakeStatement', 'SnowflakeTimeout', 'SnowflakeCancelled', 'SnowflakeRows'], 5],
    [['ModelFolder', 'ProcedureMissing'], 2],
    [['UserCode', 'SourceData', 'ArtifactChanged', 'LockBroken', 'VersionConflict'], 1],
    [['GateNotPassed', 'ParityMismatch', 'LedgerCorrupt'], 1],
    [['InternalError', 'PayloadsTooLarge'], 1],
  ])('gives %j the exit code %i', (types, exitCode) => {
    const codes = types.map(
      (type) => runFailure(failedActivity(ApplicationFailure.create({ type }))).exitCode,
    );

    expect(new Set(codes)).toEqual(new Set([exitCode]));
  });

  it('has advice for every type that Ratchet throws', () => {
    const advice = FAILURE_TYPES.map(
      (type) => runFailure(ApplicationFailure.create({ type })).advice,
    );

    expect(new Set(advice).size).toBe(FAILURE_TYPES.length);
  });

  it.each([
    ['Cancelled', new CancelledFailure('Workflow execution cancelled')],
    ['Terminated', new TerminatedFailure('terminated by hand')],
    ['TimedOut', new TimeoutFailure('too long', undefined, TimeoutType.START_TO_CLOSE)],
    ['Unknown', ApplicationFailure.create({ type: 'TypeError', message: 'x is not a function' })],
    ['Unknown', new Error('x is not a function')],
  ])('calls it %s when Temporal or a bug ended the run', (type, error) => {
    expect(runFailure(error)).toMatchObject({ type, message: error.message, queryId: null });
    expect(runFailure(failedActivity(error))).toMatchObject({ type, activity: 'trainCandidate' });
  });
});
