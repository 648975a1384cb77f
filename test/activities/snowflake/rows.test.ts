import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { SnowflakeRowsError } from '../../../activities/snowflake/errors.js';
import { decodeRows } from '../../../activities/snowflake/rows.js';

const outcome = (rows: Record<string, string | null>[]) => ({
  queryId: '01ab',
  rows,
  changedRows: null,
});

describe('decodeRows', () => {
  it('decodes each row', () => {
    const row = z.object({ N: z.coerce.number(), NAME: z.string().nullable() });

    expect(decodeRows(outcome([{ N: '1', NAME: null }]), row)).toEqual([{ N: 1, NAME: null }]);
  });

  it.each([
    ['a missing column', z.object({ MISSING: z.string() }), /column MISSING should be string/],
    ['a value', z.object({ N: z.enum(['a', 'b']) }), /column N: invalid_value/],
    ['a rule', z.object({ N: z.string().refine(() => false, 'a digest') }), /column N: a digest/],
    ['a column too many', z.strictObject({}), /its columns: unrecognized_keys/],
  ])('names row and column of %s, and no value', (_, row, message) => {
    const decode = () => decodeRows<unknown>(outcome([{ N: 'CANARY' }]), row);

    expect(decode).toThrow(SnowflakeRowsError);
    expect(decode).toThrow(message);
    expect(decode).not.toThrow(/CANARY/);
  });
});
