import { describe, expect, it } from 'vitest';

import type { ColumnMeasurement, DataMeasurements } from '../../pipeline/data-measurements.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';
import { decideGate } from '../../pipeline/decide-gate.js';
import { hasDataChecks, judgeData, refusedData } from '../../pipeline/judge-data.js';
import { evidenceWith } from '../support/evidence.js';

function policyOf(checks: object) {
  return gatePolicySchema.parse({ rules: { roc_auc: { min: 0.75 } }, checks });
}

type Found = Partial<ColumnMeasurement>;

function judgeColumn(contract: object, column: Found | null, rows = 1_000) {
  const policy = policyOf({ schema: { columns: { CHARGES: contract } } });
  const measured: DataMeasurements | null =
    column === null
      ? null
      : { rows, columns: { CHARGES: { kind: 'number', nulls: 0, ...column } } };
  const [result] = judgeData(measured, policy);
  return result;
}

describe('a contract of a column', () => {
  it.each([
    ['a type', { type: 'number' }, {}],
    ['as many nulls as there may be', { maxNullShare: 0.01 }, { nulls: 10 }],
    ['nulls of which it says nothing', { min: 0 }, { nulls: 1_000, below: { min: 0, rows: 0 } }],
    ['a range', { max: 2 }, { above: { max: 2, rows: 0 } }],
    ['values', { values: [1, 2] }, { others: { values: [1, 2], rows: 0 } }],
  ])('is kept by %s', (_, contract, column) => {
    expect(judgeColumn(contract, column)).toMatchObject({
      subject: 'column CHARGES',
      result: 'passed',
      candidate: 0,
    });
  });

  it.each<[string, object, Found, string, number | null]>([
    [
      'a column that is not there',
      { min: 0 },
      { kind: null },
      'CHARGES is not in the feature table.',
      null,
    ],
    ['another type', { type: 'text' }, {}, 'CHARGES is of type number, not text.', null],
    [
      'a null too many',
      { maxNullShare: 0.01 },
      { nulls: 11 },
      'CHARGES has 11 rows without a value (1.1 %; at most 1 % may).',
      11,
    ],
    [
      'any null',
      { maxNullShare: 0 },
      { nulls: 1 },
      'CHARGES has 1 row without a value (0.1 %; none may).',
      1,
    ],
    [
      'a row on each side',
      { min: 0, max: 200 },
      { below: { min: 0, rows: 3 }, above: { max: 200, rows: 1_200 } },
      'CHARGES has 3 rows below 0; it has 1,200 rows above 200.',
      1_203,
    ],
    [
      'another value',
      { values: [0, 1] },
      { others: { values: [0, 1], rows: 2 } },
      'CHARGES has 2 rows with a value that is not allowed.',
      2,
    ],
    [
      'bounds of a text',
      { min: 0 },
      { kind: 'text' },
      'CHARGES is text, and min and max need a number.',
      null,
    ],
    [
      'values of another kind',
      { values: ['1'] },
      {},
      'CHARGES is number, and the allowed value "1" is not.',
      null,
    ],
  ])('is broken by %s', (_, contract, column, reason, candidate) => {
    expect(judgeColumn(contract, column)).toMatchObject({ result: 'rejected', reason, candidate });
    expect(judgeColumn({ ...contract, on: 'warn' }, column)).toMatchObject({
      result: 'warned',
      reason,
    });
  });

  it.each<[string, object, Found | null]>([
    ['nothing at all', { min: 0 }, null],
    ['no bound', { min: 0 }, {}],
    ['another bound', { min: 0 }, { below: { min: -1, rows: 0 } }],
    ['other values', { values: [0, 1] }, { others: { values: [0, 1, 2], rows: 0 } }],
  ])('is broken when %s was measured', (_, contract, column) => {
    expect(judgeColumn(contract, column)).toMatchObject({ result: 'rejected', candidate: null });
  });

  it('is told in words', () => {
    const contract = { type: 'number', maxNullShare: 0, min: 0, values: [1, 2, 3, 4, 5, 6, 7] };

    expect(judgeColumn(contract, {})?.rule).toBe(
      'number, no nulls, at least 0, one of 1, 2, 3, 4, 5 and 2 more',
    );
  });
});

const judgeRows = (rows: number, live: DataMeasurements['live'], check: object = {}) =>
  judgeData({ rows, ...(live === undefined ? {} : { live }) }, policyOf({ rowCount: check }))[0];

describe('the number of rows', () => {
  it.each([
    [500, 'passed'],
    [499, 'rejected'],
    [2_000, 'passed'],
    [2_001, 'rejected'],
  ])('of %d beside 1,000 is %s', (rows, result) => {
    expect(judgeRows(rows, { version: 3, rows: 1_000 })).toMatchObject({
      subject: 'row_count',
      candidate: rows,
      champion: 1_000,
      result,
    });
  });

  it('is compared as decimals: 70 % of 1,000 are 700', () => {
    expect(judgeRows(700, { version: 3, rows: 1_000 }, { ratioBelow: 0.7 })?.result).toBe('passed');
  });

  it('says both numbers', () => {
    expect(judgeRows(400, { version: 3, rows: 1_000 }, { on: 'warn' })).toMatchObject({
      result: 'warned',
      reason:
        'The feature table has 400 rows, 0.4 times the 1,000 of version 3, which is live; 0.5 to 2 times is asked for.',
    });
  });

  it.each([
    [500, 0],
    [499, -1],
    [700, 200],
    [1_900, 100],
    [2_010, -10],
  ])('of %d has %d rows to the nearer end', (rows, margin) => {
    expect(judgeRows(rows, { version: 3, rows: 1_000 })).toMatchObject({ margin });
  });

  it('has a margin as a decimal, and none where there is nothing to compare with', () => {
    const live = { version: 3, rows: 1_001 };

    expect(judgeRows(701, live, { ratioBelow: 0.7 })).toMatchObject({ margin: 0.3 });
    expect(judgeRows(1, null)).not.toHaveProperty('margin');
    expect(judgeRows(1, undefined)).not.toHaveProperty('margin');
  });

  it('is not judged before a version is live, and broken when it was not counted', () => {
    expect(judgeRows(1, null)?.result).toBe('not-judged');
    expect(judgeRows(1, undefined)?.result).toBe('rejected');
  });
});

describe('row_count before a version is live', () => {
  const last = { runId: '0199a4e2-7f00-7000-8000-0123456789ab', rows: 1_000 };
  const judged = (rows: number) =>
    judgeData({ rows, live: null, last }, policyOf({ rowCount: {} }))[0];

  it('is judged beside the last run that was', () => {
    expect(judged(400)).toMatchObject({
      rule: '0.5 to 2 times the rows of the last judged run',
      candidate: 400,
      champion: null,
      result: 'rejected',
      reason:
        'The feature table has 400 rows, 0.4 times the 1,000 of run 0199a4e2-7f00-7000-8000-0123456789ab, the last that was judged, since no version is live; 0.5 to 2 times is asked for.',
    });
    expect(judged(2_000)?.result).toBe('passed');
    expect(judged(2_001)?.result).toBe('rejected');
  });

  it('is judged beside the live version where there is one', () => {
    const measured = { rows: 400, live: { version: 3, rows: 500 }, last };

    expect(judgeData(measured, policyOf({ rowCount: {} }))[0]).toMatchObject({
      result: 'passed',
      champion: 500,
    });
  });
});

const FRESH = { source: 'billing', column: 'billed_at', olderThan: '7d' };

const judgeAge = (freshness: DataMeasurements['freshness'], on = 'reject') =>
  judgeData(
    { rows: 1, ...(freshness === undefined ? {} : { freshness }) },
    policyOf({ freshness: { ...FRESH, on } }),
  )[0];

const ageOf = (ageSeconds: number | null, type: string | null = 'DATE') => ({
  source: 'billing',
  column: 'BILLED_AT',
  type,
  ageSeconds,
});

describe('freshness', () => {
  it.each([
    [0, 'passed', 'The newest BILLED_AT of billing is 0 s old.'],
    [7 * 86_400, 'passed', 'The newest BILLED_AT of billing is 7 d old.'],
    [7 * 86_400 + 1, 'rejected', 'The newest BILLED_AT of billing is 7 d old, older than 7d.'],
    [
      9 * 86_400 + 14_500,
      'rejected',
      'The newest BILLED_AT of billing is 9 d 4 h old, older than 7d.',
    ],
  ])('of %d seconds is %s', (ageSeconds, result, reason) => {
    expect(judgeAge(ageOf(ageSeconds))).toMatchObject({ subject: 'freshness', result, reason });
  });

  it.each([
    [0, 7],
    [7 * 86_400, 0],
    [6.7 * 86_400, 0.3],
    [9 * 86_400, -2],
  ])('of %d seconds has %d days left', (ageSeconds, margin) => {
    expect(judgeAge(ageOf(ageSeconds))).toMatchObject({ margin });
  });

  it('has nothing left to tell of an age that nobody knows', () => {
    expect(judgeAge(ageOf(null))).not.toHaveProperty('margin');
  });

  it.each([
    [ageOf(null), 'BILLED_AT of billing has no value that is not in the future'],
    [ageOf(null, 'NUMBER(38,0)'), 'BILLED_AT of billing is NUMBER(38,0), which is no date'],
    [ageOf(null, null), 'The source billing has no column BILLED_AT'],
    [{ ...ageOf(0), column: 'OTHER' }, 'was not measured in this run'],
    [undefined, 'was not measured in this run'],
  ])('is broken by %j', (freshness, reason) => {
    expect(judgeAge(freshness)).toMatchObject({
      result: 'rejected',
      reason: expect.stringContaining(reason),
    });
    expect(judgeAge(freshness, 'warn')?.result).toBe('warned');
  });
});

describe('freshness of several sources', () => {
  const calls = { source: 'calls', column: 'AT', olderThan: '1d', on: 'warn' };
  const freshness = [FRESH, calls];

  it('is judged of each, by its own bound', () => {
    const ages = [{ ...ageOf(2 * 86_400), source: 'calls', column: 'AT' }, ageOf(2 * 86_400)];

    expect(judgeData({ rows: 1, freshness: ages }, policyOf({ freshness }))).toMatchObject([
      { rule: 'BILLED_AT of billing at most 7d old', result: 'passed' },
      {
        rule: 'AT of calls at most 1d old',
        result: 'warned',
        reason: 'The newest AT of calls is 2 d old, older than 1d.',
      },
    ]);
  });

  it('is broken by one that was not measured', () => {
    const measured = { rows: 1, freshness: [ageOf(0)] };

    expect(judgeData(measured, policyOf({ freshness }))).toMatchObject([
      { result: 'passed' },
      { result: 'warned', reason: 'The age of AT of calls was not measured in this run.' },
    ]);
    expect(hasDataChecks(policyOf({ freshness }))).toBe(true);
  });
});

const countedBelow = (a: number, b: number): DataMeasurements => ({
  rows: 10,
  columns: {
    A: { kind: 'number', nulls: 0, below: { min: 0, rows: a } },
    B: { kind: 'number', nulls: 0, below: { min: 0, rows: b } },
  },
});

describe('the checks together', () => {
  const policy = policyOf({ schema: { columns: { A: { min: 0 }, B: { min: 0, on: 'warn' } } } });

  it('refuse the data with the reasons of those that reject, and all results', () => {
    expect(refusedData(countedBelow(1, 1), policy)).toMatchObject({
      kind: 'rejected',
      reasons: ['A has 1 row below 0.'],
      results: [{ result: 'rejected' }, { result: 'warned' }],
    });
  });

  it('let data pass of which one only warns, and tell so at the gate', () => {
    expect(refusedData(countedBelow(0, 1), policy)).toBeNull();
    const verdict = decideGate(evidenceWith({ data: countedBelow(0, 1) }), policy);
    expect(verdict.kind).toBe('passed');
    expect(verdict.results).toContainEqual(
      expect.objectContaining({ subject: 'column B', result: 'warned' }),
    );
  });

  it('reject at the gate and before publication as well, whatever the Workflow made of them', () => {
    expect(decideGate(evidenceWith({ data: countedBelow(1, 0) }), policy)).toMatchObject({
      kind: 'rejected',
      reasons: ['A has 1 row below 0.'],
    });
    expect(decideGate(evidenceWith(), policy).kind).toBe('rejected');
  });

  it('are none when the policy names none', () => {
    expect(hasDataChecks(policyOf({}))).toBe(false);
    expect(judgeData(null, policyOf({ looks: {} }))).toEqual([]);
    expect(refusedData(null, policyOf({}))).toBeNull();
  });
});

const judgeLooked = (looks: number | undefined, checks: object = {}) =>
  decideGate(evidenceWith(looks === undefined ? {} : { looks }), policyOf(checks));

describe('looks at a hold-out', () => {
  it.each([
    [50, 'passed'],
    [51, 'warned'],
  ])('of %d before are %s by default, and change no verdict', (looks, result) => {
    const verdict = judgeLooked(looks);

    expect(verdict.kind).toBe('passed');
    expect(verdict.results).toContainEqual(expect.objectContaining({ subject: 'looks', result }));
  });

  it('reject where the policy wants it', () => {
    expect(judgeLooked(3, { looks: { above: 2, on: 'reject' } })).toMatchObject({
      kind: 'rejected',
      reasons: [
        '3 candidates were judged on this hold-out before, more than 2: the more, the likelier a lucky one; split: rotate gives another hold-out.',
      ],
    });
  });

  it('are broken when the policy names them and nobody counted', () => {
    expect(judgeLooked(undefined).results.some(({ subject }) => subject === 'looks')).toBe(false);
    expect(judgeLooked(undefined, { looks: { on: 'reject' } }).kind).toBe('rejected');
  });
});
