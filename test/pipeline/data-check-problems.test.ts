import { describe, expect, it } from 'vitest';

import { dataCheckProblems } from '../../pipeline/data-check-problems.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';

function problemsOf(contract: object) {
  const checks = { schema: { columns: { charges: contract } } };
  return dataCheckProblems(gatePolicySchema.parse({ rules: { roc_auc: { min: 0.75 } }, checks }));
}

describe('dataCheckProblems', () => {
  it.each([
    ['a range', { min: 0, max: 0 }],
    ['a number in a range', { type: 'number', min: -1, maxNullShare: 0 }],
    ['values in a range', { min: 0, max: 1, values: [0, 0.5, 1] }],
    ['texts', { type: 'text', values: ['Month', '1'] }],
    ['booleans', { values: [true] }],
    ['nulls alone', { maxNullShare: 1, on: 'warn' }],
  ])('finds none in %s', (_, contract) => {
    expect(problemsOf(contract)).toEqual([]);
  });

  it.each([
    ['nothing', {}, [], undefined, 'an empty contract'],
    ['a consequence alone', { on: 'warn' }, [], undefined, 'an empty contract'],
    ['bounds the wrong way round', { min: 2, max: 1 }, ['max'], ['min'], 'the number 1'],
    ['a bound of a text', { type: 'text', min: 1 }, ['min'], ['type'], 'min of a text'],
    ['a value of another type', { type: 'text', values: ['a', 1] }, ['values', 1], ['type'], '1'],
    ['values of two kinds', { values: [true, 'true'] }, ['values', 1], ['values', 0], '"true"'],
    ['a value below min', { min: 0, values: [0, -1] }, ['values', 1], ['min'], '-1'],
    ['a value above max', { max: 5, values: [6] }, ['values', 0], ['max'], '6'],
    ['a text within bounds', { max: 5, values: ['a'] }, ['values', 0], ['max'], '"a"'],
  ] as const)('finds %s, and what it contradicts', (_, contract, path, besides, found) => {
    const place = ['checks', 'schema', 'columns', 'CHARGES'];

    expect(problemsOf(contract)).toEqual([
      expect.objectContaining({
        path: [...place, ...path],
        ...(besides === undefined ? {} : { besides: [...place, ...besides] }),
        found,
      }),
    ]);
  });

  it('finds a schema without columns', () => {
    const policy = gatePolicySchema.parse({
      rules: { roc_auc: { min: 0.75 } },
      checks: { schema: { columns: {} } },
    });

    expect(dataCheckProblems(policy)).toMatchObject([{ found: 'no column' }]);
  });
});

const parse = (checks: object) =>
  gatePolicySchema.safeParse({ rules: { roc_auc: { min: 0.75 } }, checks });

describe('the schema of contracts', () => {
  it('knows columns in capital letters, and refuses two spellings of one', () => {
    const { data } = parse({ schema: { columns: { charges: { min: 0 } } } });
    expect(data?.checks?.schema).toEqual({ columns: { CHARGES: { min: 0 } }, on: 'reject' });
    expect(
      parse({ schema: { columns: { charges: { min: 0 }, CHARGES: { max: 1 } } } }).success,
    ).toBe(false);
  });

  it.each([
    ['an unknown key', { schema: { columns: { charges: { mini: 0 } } } }],
    ['a share above 1', { schema: { columns: { charges: { maxNullShare: 5 } } } }],
    ['no value', { schema: { columns: { charges: { values: [] } } } }],
    ['a name with a space', { schema: { columns: { 'Monthly Charges': { min: 0 } } } }],
    ['a ratio that any table is below', { rowCount: { ratioBelow: 1.5 } }],
    ['a ratio that any table is above', { rowCount: { ratioAbove: 0.5 } }],
    ['an age in months', { freshness: { source: 'billing', column: 'AT', olderThan: '1 month' } }],
    ['half a look', { looks: { above: 0.5 } }],
  ])('refuses %s', (_, checks) => {
    expect(parse(checks).success).toBe(false);
  });

  it('says what it does by default', () => {
    const freshness = { source: 'billing', column: 'billed_at', olderThan: '7d' };

    expect(parse({ rowCount: {}, freshness, looks: {} }).data?.checks).toEqual({
      rowCount: { ratioBelow: 0.5, ratioAbove: 2, on: 'reject' },
      freshness: { ...freshness, column: 'BILLED_AT', on: 'reject' },
      looks: { above: 50, on: 'warn' },
    });
  });
});
