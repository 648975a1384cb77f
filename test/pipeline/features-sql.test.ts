import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { featuresSqlProblems, renderFeaturesSql } from '../../pipeline/features-sql.js';

const SOURCES = ['customers', 'services'];
const TABLES = { customers: '"STG_C"', services: '"STG_S"' };

describe('featuresSqlProblems', () => {
  it.each([
    ['one SELECT', 'SELECT * FROM {customers}'],
    [
      'a WITH, in lower case, after a comment',
      '-- features\nwith c as (select * from {customers}) select * from c',
    ],
    ['a semicolon and a brace in a text', "SELECT ';{nobody}(' AS T FROM {customers}"],
    [
      'an escaped quote in a text',
      String.raw`SELECT 'it\'s; fine' AS T, 'it''s; (too' FROM {customers}`,
    ],
    ['a semicolon in a comment', 'SELECT 1 /* ; {nobody} */ FROM {customers} -- ;\n// ;('],
    ['a semicolon in a quoted name', 'SELECT "a;{b}""(" FROM {services}'],
    ['a comment that begins in a text', "SELECT '/*' AS A, '*/' AS B FROM {customers}"],
  ])('finds none in %s', (_, sql) => {
    expect(featuresSqlProblems(sql, SOURCES)).toEqual([]);
  });

  it.each([
    ['a second statement', 'SELECT * FROM {customers}; DROP TABLE T', 25, 'a ;'],
    ['the end of its body', 'SELECT $$x$$ FROM {customers}', 7, '$$'],
    ['no SELECT', 'DELETE FROM {customers}', 0, 'DELETE'],
    ['nothing', '  ', 0, 'nothing'],
    ['an unknown placeholder', 'SELECT * FROM {customer}', 14, '{customer}'],
    ['no placeholder', 'SELECT 1', 0, 'no placeholder'],
    ['a placeholder in a comment only', 'SELECT 1 -- {customers}', 0, 'no placeholder'],
    [
      'a parenthesis too many',
      'SELECT 1 FROM {customers}) UNION (SELECT 2',
      25,
      'a ) that closes nothing',
    ],
    ['a parenthesis too few', 'SELECT (1 FROM {customers}', 7, '1 ( that nothing closes'],
    ['a text without end', "SELECT 'x FROM {customers}", 7, 'a text that is never closed'],
    ['a name without end', 'SELECT "x FROM {customers}', 7, 'a quoted name that is never closed'],
    [
      'a comment without end',
      'SELECT 1 FROM {customers} /* x',
      26,
      'a comment that is never closed',
    ],
  ])('finds %s', (_, sql, offset, found) => {
    expect(featuresSqlProblems(sql, SOURCES)).toContainEqual(
      expect.objectContaining({ offset, found }),
    );
  });
});

describe('renderFeaturesSql', () => {
  it('puts tables in the place of placeholders, and nowhere else', () => {
    const sql = `SELECT '{customers}' AS T, "{services}" -- {customers}
FROM {customers} C JOIN {services} S ON C.ID = S.ID /* {services} */`;

    expect(renderFeaturesSql(sql, TABLES))
      .toBe(`SELECT '{customers}' AS T, "{services}" -- {customers}
FROM "STG_C" C JOIN "STG_S" S ON C.ID = S.ID /* {services} */`);
  });

  it('takes a table name as it is, even one that looks like a replacement pattern', () => {
    expect(renderFeaturesSql('SELECT * FROM {customers}', { customers: '"$&{services}$1"' })).toBe(
      'SELECT * FROM "$&{services}$1"',
    );
  });

  it.each(['{nobody}', '{constructor}', '{toString}'])(
    'refuses %s, which is no source',
    (placeholder) => {
      expect(() => renderFeaturesSql(`SELECT * FROM ${placeholder}`, TABLES)).toThrow(
        `features.sql: ${placeholder} is not a source`,
      );
    },
  );

  it('changes nothing within texts, names and comments', () => {
    const opaque = fc.oneof(
      fc.string().map((text) => `'${text.replaceAll(/['\\]/g, '')}{customers}'`),
      fc.string().map((text) => `"${text.replaceAll('"', '')}{customers}"`),
      fc.string().map((text) => `/*${text.replaceAll('*', '')}{customers}*/`),
      fc.string().map((text) => `--${text.replaceAll('\n', '')}{customers}\n`),
    );
    fc.assert(
      fc.property(fc.array(opaque), (parts) => {
        const sql = `SELECT ${parts.join(' ')}`;

        expect(renderFeaturesSql(sql, TABLES)).toBe(sql);
      }),
    );
  });
});
