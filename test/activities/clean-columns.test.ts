import { describe, expect, it } from 'vitest';

import { cleanColumns, cleanName } from '../../activities/staging/clean-columns.js';

describe('cleanName', () => {
  it.each([
    ['Total Charges', 'TOTALCHARGES'],
    ['  Customer ID ', 'CUSTOMERID'],
    ['churn_value', 'CHURN_VALUE'],
    ['3G', '_3G'],
    ['größe (cm)', 'GRÖSSECM'],
    [`a"b; DROP TABLE 'RUNS' $$`, 'ABDROPTABLERUNS'],
  ])('makes %j into %s', (column, name) => {
    expect(cleanName(column)).toBe(name);
  });
});

describe('cleanColumns', () => {
  it('keeps the order of the source', () => {
    expect(cleanColumns('raw', ['b c', 'a'])).toEqual([
      { from: 'b c', name: 'BC' },
      { from: 'a', name: 'A' },
    ]);
  });

  it('refuses two columns with one clean name, and names both', () => {
    expect(() => cleanColumns('raw', ['Total Charges', 'x', 'TotalCharges'])).toThrow(
      'Source raw: the columns "Total Charges" and "TotalCharges" both become TOTALCHARGES. Rename one in the source.',
    );
  });

  it('refuses a name without any letter or digit', () => {
    expect(() => cleanColumns('raw', ['$$'])).toThrow(
      'the column "$$" has no letter or digit in its name',
    );
  });
});
