import { describe, expect, it } from 'vitest';

import { snowflakeError } from '../../../activities/snowflake/driver-error.js';
import { handlerFailure } from '../../../activities/snowflake/handler-traceback.js';

const traceback = (raised: string): string =>
  [
    'Python Interpreter Error:',
    'Traceback (most recent call last):',
    '  File "/home/udf/1/ratchet_training.py", line 40, in train',
    '    estimator.fit(rows, target)',
    '  File "/home/udf/1/train.py", line 12, in build',
    '    return pipeline(columns)',
    '  File "/usr/lib/python3.11/site-packages/sklearn/base.py", line 9, in fit',
    '    raise ValueError(message)',
    raised,
    ' in function RATCHET_TRAIN_0123 with handler ratchet_training.train',
  ].join('\n');

describe('handlerFailure', () => {
  it('takes the sentence of our own handler', () => {
    expect(
      handlerFailure(
        traceback('ratchet.SourceDataError: RATCHET_SOURCE_DATA: Every row has the same class.'),
      ),
    ).toEqual({ type: 'SourceData', message: 'Every row has the same class.' });
    expect(
      handlerFailure(traceback('ratchet.UserCodeError: RATCHET_USER_CODE: build() returned None.')),
    ).toEqual({ type: 'UserCode', message: 'build() returned None.' });
    expect(
      handlerFailure(
        traceback('ratchet_artifact.ArtifactChanged: RATCHET_ARTIFACT_CHANGED: found other bytes'),
      ),
    ).toEqual({ type: 'ArtifactChanged', message: 'found other bytes' });
    expect(
      handlerFailure(traceback('ratchet_lock.LockBroken: RATCHET_LOCK_BROKEN: found numpy 1')),
    ).toEqual({ type: 'LockBroken', message: 'found numpy 1' });
    expect(
      handlerFailure(traceback('ratchet_training_fence.Fenced: RATCHET_FENCED: run 1 has ended')),
    ).toEqual({ type: 'Fenced', message: 'run 1 has ended' });
  });

  it("names exception and place in the model's own code", () => {
    expect(handlerFailure(traceback('ValueError: Input X contains NaN.'))).toEqual({
      type: 'UserCode',
      message: 'train.py, line 12 in build: ValueError: Input X contains NaN.',
    });
  });

  it.each([
    "ValueError: could not convert string to float: 'canary'",
    "KeyError: 'CANARY'",
    "ValueError: could not convert string to float: 'CANARY\nx'",
    "ValueError: could not convert string to float: 'it's CANARY\nx'",
    "ValueError: could not convert string to float: 'x\nCANARY'",
    "ValueError: could not convert string to float: 'it's CANARY\n\n in function x'",
    "ValueError: could not convert string to float: 'O'CANARY'",
    'ValueError: could not convert string to float: "it\'s CANARY"',
    'ValueError: customer 7590-CANARY has no row',
    'ValueError: canary1234@example.org is no number',
  ])('hides what may be data: %s', (raised) => {
    expect(handlerFailure(traceback(raised)).message).not.toMatch(/canary/i);
  });

  it('keeps what follows an apostrophe', () => {
    expect(handlerFailure("the procedure's process ended with exit status 3")).toEqual({
      type: 'UserCode',
      message: "the procedure's process ended with exit status 3",
    });
  });

  it('keeps what is around a value', () => {
    const raised = "ValueError: can't use ['a', 'b'] in column 0 during transform";

    expect(handlerFailure(traceback(raised)).message).toContain(
      "ValueError: can't use ['…'] in column 0 during transform",
    );
  });

  it("keeps what the model's own code says out of it", () => {
    const raised = 'ValueError: no luck with canary';
    const own = traceback(raised).replace(
      '/usr/lib/python3.11/site-packages/sklearn/',
      '/home/udf/1/',
    );

    expect(handlerFailure(own).message).toBe(
      'base.py, line 9 in fit: ValueError. Its message may tell values of rows and stays in Snowflake, with the query.',
    );
  });

  it('copes with a message that is no traceback', () => {
    expect(handlerFailure('the process ended').message).toBe('the process ended');
    expect(
      handlerFailure('Python Interpreter Error:\nthe process ended\n in function F').message,
    ).toBe('the process ended');
    expect(handlerFailure('').message).toBe('a Python handler failed');
  });

  it('makes an error that nobody retries', () => {
    const error = snowflakeError(
      Object.assign(new Error(traceback('ValueError: no')), { code: '100357', sqlState: 'P0000' }),
    );

    expect(error).toMatchObject({ type: 'UserCode', reaction: 'permanent', code: '100357' });
  });
});
