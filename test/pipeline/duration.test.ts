import { describe, expect, it } from 'vitest';

import { durationMs } from '../../pipeline/duration.js';

describe('durationMs', () => {
  it.each([
    ['1s', 1_000],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['12h', 43_200_000],
    ['7d', 604_800_000],
  ])('reads %s', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each([
    '',
    '0s',
    '-1s',
    '1.5h',
    '30',
    'm',
    '30 m',
    '1w',
    '30M',
    '1e9s',
    '1234567s',
    '30m ',
    '30m\n',
  ])('refuses %j', (text) => {
    expect(() => durationMs(text)).toThrow(`"${text}" is not a duration`);
  });
});
