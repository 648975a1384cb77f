import { describe, expect, it } from 'vitest';

import { evidenceSchema } from '../../pipeline/evidence.js';
import { evidenceWith } from '../support/evidence.js';

function refusal(changes: object): string {
  return evidenceSchema.safeParse({ ...evidenceWith(), ...changes }).error?.message ?? '';
}

describe('evidenceSchema', () => {
  it('takes evidence of before there were tasks, slices and checks, as it is', () => {
    expect(evidenceSchema.parse(evidenceWith())).toEqual(evidenceWith());
  });

  it.each([
    ['a number as text', { candidate: { source: 'held-out', metrics: { roc_auc: '0.9' } } }],
    ['labels of a binary target', { labels: { a: 1, b: 2 } }],
    ['a multi-class target without labels', { task: 'multiclass', classes: undefined }],
    ['classes of a regression', { task: 'regression' }],
    ['no classes of a binary target', { classes: undefined }],
    ['a share of leakage that is none', { leakage: { duplicateFeatureRowsShare: 'NaN' } }],
  ])('refuses %s', (_, changes) => {
    expect(refusal(changes)).not.toBe('');
  });

  it.each([
    ['a regression', { task: 'regression', classes: undefined }],
    ['several classes', { task: 'multiclass', classes: undefined, labels: { a: 1, b: 2 } }],
    ['a slope that is none', { calibration: { candidate: null, champion: null } }],
  ])('takes %s', (_, changes) => {
    expect(refusal(changes)).toBe('');
  });
});
