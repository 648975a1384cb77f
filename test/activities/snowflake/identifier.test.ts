import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { quoted, quotedPath, textLiteral } from '../../../activities/snowflake/identifier.js';

const name = fc
  .string({ minLength: 1, maxLength: 255, unit: 'grapheme' })
  .filter((text) => text.length <= 255 && !text.includes('\0'));

describe('quoted', () => {
  it('keeps any name within one pair of quotes', () => {
    fc.assert(
      fc.property(name, (text) => {
        const inside = quoted(text).slice(1, -1);

        expect(quoted(text)).toMatch(/^"[\s\S]*"$/);
        expect(inside.replaceAll('""', '')).not.toContain('"');
        expect(inside.replaceAll('""', '"')).toBe(text);
      }),
    );
  });

  it.each(['x"; DROP TABLE T; --', 'a b', 'Customer ID', '$$', '*/'])(
    'takes %j as it is',
    (text) => {
      expect(quoted(text)).toBe(`"${text.replaceAll('"', '""')}"`);
    },
  );

  it.each(['', 'a\0b', 'x'.repeat(256)])('refuses %j', (text) => {
    expect(() => quoted(text)).toThrow(RangeError);
  });
});

describe('quotedPath', () => {
  it('quotes each part', () => {
    expect(quotedPath('DB.SCHEMA.NAME')).toBe('"DB"."SCHEMA"."NAME"');
    expect(quotedPath('NAME')).toBe('"NAME"');
  });

  it.each(['', '.', 'A..B', 'A.', 'A.B.C.D'])('refuses %j', (path) => {
    expect(() => quotedPath(path)).toThrow(RangeError);
  });
});

/** How Snowflake reads a literal: a doubled quote is a quote, a backslash takes the next character. */
function readLiteral(literal: string): string | null {
  const inside = /^'((?:[^'\\]|''|\\[\s\S])*)'$/.exec(literal)?.[1];
  return inside?.replaceAll(/''|\\([\s\S])/g, (_, escaped?: string) => escaped ?? "'") ?? null;
}

describe('textLiteral', () => {
  it('is read as the same text by Snowflake', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", '\\', 'a', '\n', ';', '$') }), (text) => {
        expect(readLiteral(textLiteral(text))).toBe(text);
      }),
    );
  });

  it('refuses NUL', () => {
    expect(() => textLiteral('a\0')).toThrow(RangeError);
  });
});
