import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { jsonAnswer } from '../../../activities/row-columns.js';
import { newRun } from '../../support/activity-place.js';
import { REQUESTS } from '../../support/snowflake-requests.js';
import {
  Attempt,
  failureOf,
  openSpoiltSnowflake,
  type SpoiltSnowflake,
} from '../../support/spoilt-snowflake.js';

const CODE = '(()=>{globalThis.PWNED=1})()';
const MALFORMED = ['{"a":', CODE, '}{', '', '\u0000', 'undefined', '[1,]', '{"a":1}{"b":2}'];
const TYPES = [`PARSE_JSON('"HERE"')`, `ARRAY_CONSTRUCT('HERE')`, `OBJECT_CONSTRUCT('k', 'HERE')`];

let spoilt: SpoiltSnowflake;
beforeAll(async () => {
  spoilt = await openSpoiltSnowflake('driver_values');
});
afterAll(() => spoilt.close());

/** Reads a JSON answer whose text on the wire is replaced by `sent`. */
async function answer(value: string, sent: string): Promise<unknown> {
  const rewrite = (body: string) =>
    body.replace(/"(?:[^"\\]|\\.)*HERE(?:[^"\\]|\\.)*"/, () => JSON.stringify(sent));
  const read = spoilt.proxy.spoil({ request: REQUESTS.result, times: 1, rewrite });
  const found = await failureOf(
    new Attempt(spoilt.snowflake, 1, {}, newRun()).run((warehouse) =>
      warehouse.select({ sql: `SELECT ${value} AS "V"` }, jsonAnswer(z.object({ a: z.number() }))),
    ),
  );
  expect(read.hits).toBe(1);
  return found;
}

describe('a JSON answer', () => {
  it.each(TYPES.flatMap((type) => MALFORMED.map((sent) => [type, sent] as const)))(
    'of %s that is %j is a failure with a type, and is neither run nor waited for',
    async (type, sent) => {
      expect(await answer(type, sent)).toMatchObject({
        type: 'SnowflakeRows',
        reaction: 'permanent',
        message: expect.not.stringContaining('PWNED'),
      });
      expect(globalThis).not.toHaveProperty('PWNED');
    },
  );

  it('that is right is read', async () => {
    expect(await answer(TYPES[0] ?? '', '{"a":1}')).toBeNull();
  });
});

it.each([
  ["TO_NUMBER('Jane CANARY')", []],
  ["'Jane CANARY' || 7 +", []],
  ['TO_NUMBER(?)', ['Jane CANARY']],
])('no value of a statement that fails is heard of: %s', async (sql, binds) => {
  const attempt = new Attempt(spoilt.snowflake, 1, {}, newRun());
  const statement = { sql: `SELECT ${sql} AS "V"`, binds, resumeAs: 'read' };

  const error = await failureOf(attempt.run((warehouse) => warehouse.execute(statement)));

  expect(error).toMatchObject({ type: 'SnowflakeStatement', stack: expect.any(String) });
  expect(attempt.heartbeats).not.toEqual([]);
  const told = inspect([error, attempt.heartbeats, attempt.logged], {
    depth: 20,
    showHidden: true,
  });
  expect(told).not.toContain('CANARY');
});

it.each([
  ['9007199254740993', '9007199254740993'],
  ['99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
  ['-0.12345678901234567890', '-0.12345678901234567890'],
])('a number keeps all its digits: %s', async (sql, text) => {
  const { rows } = await new Attempt(spoilt.snowflake, 1).run((warehouse) =>
    warehouse.execute({ sql: `SELECT ${sql} AS "N"` }),
  );

  expect(rows).toEqual([{ N: text }]);
});

it.each(['1e999', '-1e999', 'Infinity', 'NaN', '1E400'])(
  'a FLOAT that no double holds stays the text that Snowflake sent: %s',
  async (sent) => {
    const rewrite = (body: string) => body.replace(/"1\.5[^"]*"/, () => JSON.stringify(sent));
    const read = spoilt.proxy.spoil({ request: REQUESTS.result, times: 1, rewrite });

    const { rows } = await new Attempt(spoilt.snowflake, 1).run((warehouse) =>
      warehouse.execute({ sql: 'SELECT 1.5::FLOAT AS "F"' }),
    );

    expect([rows, read.hits]).toEqual([[{ F: sent }], 1]);
  },
);
