import fc from 'fast-check';
import { expect, it } from 'vitest';

import { jsonBytes } from '../../pipeline/payload-size.js';

it('jsonBytes is never less than what a value takes, and exact for ASCII', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'binary' })), (sent) => {
      expect(jsonBytes(sent)).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(sent)));
    }),
  );
  expect(jsonBytes({ rows: [1, 'two'] })).toBe(18);
  expect(jsonBytes(undefined)).toBe(0);
});
