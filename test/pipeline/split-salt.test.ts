import { describe, expect, it } from 'vitest';

import { modelSpecSchema } from '../../pipeline/model-spec.js';
import { hasPeriod, splitSalt } from '../../pipeline/split-salt.js';
import { requestWith } from '../support/retraining-request.js';

describe('splitSalt', () => {
  it.each([
    [undefined, '2026-11-26T10:00:00Z', 'telco'],
    ['never', '2026-11-26T10:00:00Z', 'telco'],
    ['yearly', '2026-12-31T23:59:59.999Z', 'telco@2026'],
    ['yearly', '2027-01-01T00:00:00Z', 'telco@2027'],
    ['quarterly', '2026-03-31T23:59:59Z', 'telco@2026-Q1'],
    ['quarterly', '2026-04-01T00:00:00Z', 'telco@2026-Q2'],
    ['quarterly', '2026-12-01T00:00:00Z', 'telco@2026-Q4'],
    ['monthly', '2026-01-31T23:59:59Z', 'telco@2026-01'],
    ['monthly', '2026-12-01T00:00:00+14:00', 'telco@2026-11'],
  ] as const)('rotated %s, at %s is %s', (rotate, at, salt) => {
    expect(splitSalt({ salt: 'telco', rotate }, new Date(at))).toBe(salt);
  });

  it('with a period is none that a model file can have', () => {
    const { spec } = requestWith();
    const rotated = splitSalt({ salt: 'telco', rotate: 'yearly' }, new Date(0));

    expect(hasPeriod(rotated)).toBe(true);
    expect(hasPeriod('telco-2026')).toBe(false);
    const withSalt = (salt: string) => ({ ...spec, split: { ...spec.split, salt } });
    expect(modelSpecSchema.safeParse(withSalt('telco-2026')).success).toBe(true);
    expect(modelSpecSchema.safeParse(withSalt(rotated)).success).toBe(false);
  });
});
