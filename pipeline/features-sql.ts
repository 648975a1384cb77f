/** One thing wrong in a features.sql, at `offset` characters from its start. */
export interface FeaturesSqlProblem {
  readonly offset: number;
  readonly found: string;
  readonly expected: string;
  readonly advice: string;
}

const OPAQUE = /--[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"]|"")*"/g;
const PLACEHOLDER = /\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Comments, texts and quoted names are blanked out, so that a `;` or a `{name}` within them means nothing. */
function withoutOpaqueParts(sql: string): string {
  return sql.replace(OPAQUE, (part) => part.replaceAll(/[^\n]/g, ' '));
}

interface Placeholder {
  readonly offset: number;
  readonly text: string;
  readonly name: string;
}

function placeholders(plain: string): Placeholder[] {
  return [...plain.matchAll(PLACEHOLDER)].map((match) => ({
    offset: match.index,
    text: match[0],
    name: match.groups?.['name'] ?? '',
  }));
}

const FORBIDDEN = [
  { token: ';', what: 'a ;', advice: 'Keep one SELECT and remove the semicolon.' },
  { token: '$$', what: '$$', advice: 'Write texts in single quotes.' },
  { token: "'", what: 'a text that is never closed', advice: "Close it with '." },
  { token: '"', what: 'a quoted name that is never closed', advice: 'Close it with ".' },
  { token: '/*', what: 'a comment that is never closed', advice: 'Close it with */.' },
] as const;

function forbiddenTokens(plain: string): FeaturesSqlProblem[] {
  return FORBIDDEN.filter(({ token }) => plain.includes(token)).map(({ token, what, advice }) => ({
    offset: plain.indexOf(token),
    found: what,
    expected: 'one SELECT that can stand in parentheses',
    advice,
  }));
}

function startProblem(plain: string): FeaturesSqlProblem[] {
  const first = /\S+/.exec(plain);
  if (/^\s*(select|with)\b/i.test(plain)) return [];
  return [
    {
      offset: first?.index ?? 0,
      found: first === null ? 'nothing' : first[0].slice(0, 40),
      expected: 'SELECT or WITH',
      advice: 'A features.sql is one SELECT over the staged tables; Ratchet makes the table of it.',
    },
  ];
}

/** A parenthesis too many would end the one that Ratchet puts around the SELECT. */
function parenthesisProblem(plain: string): FeaturesSqlProblem[] {
  let open = 0;
  for (const { index, 0: bracket } of plain.matchAll(/[()]/g)) {
    open += bracket === '(' ? 1 : -1;
    if (open < 0) return [unbalanced(index, 'a ) that closes nothing')];
  }
  return open === 0 ? [] : [unbalanced(plain.lastIndexOf('('), `${open} ( that nothing closes`)];
}

function unbalanced(offset: number, found: string): FeaturesSqlProblem {
  return { offset, found, expected: 'as many ( as )', advice: 'Balance the parentheses.' };
}

function placeholderProblems(plain: string, sources: readonly string[]): FeaturesSqlProblem[] {
  const used = placeholders(plain);
  const known = sources.map((name) => `{${name}}`).join(', ');
  if (used.length === 0) {
    return [
      {
        offset: 0,
        found: 'no placeholder',
        expected: `at least one of ${known}`,
        advice: 'Read the staged table of a source by its placeholder, as in FROM {name}.',
      },
    ];
  }
  return used
    .filter(({ name }) => !sources.includes(name))
    .map(({ offset, text }) => ({
      offset,
      found: text,
      expected: `one of ${known}`,
      advice: 'A placeholder is the name of a source of model.yaml.',
    }));
}

/** Everything wrong with a features.sql that can be seen without a warehouse; empty when nothing is. */
export function featuresSqlProblems(
  sql: string,
  sources: readonly string[],
): readonly FeaturesSqlProblem[] {
  const plain = withoutOpaqueParts(sql);
  return [
    ...startProblem(plain),
    ...forbiddenTokens(plain),
    ...parenthesisProblem(plain),
    ...placeholderProblems(plain, sources),
  ];
}

/**
 * Puts the staged tables' (already quoted) names in the place of `{source}`. The result may end in a line comment:
 * whoever puts it in parentheses closes them on a new line. Throws a RangeError for a source without a table.
 */
export function renderFeaturesSql(sql: string, tables: Readonly<Record<string, string>>): string {
  let rendered = '';
  let done = 0;
  for (const { offset, text, name } of placeholders(withoutOpaqueParts(sql))) {
    const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
    if (table === undefined) throw new RangeError(`features.sql: ${text} is not a source`);
    rendered += sql.slice(done, offset) + table;
    done = offset + text.length;
  }
  return rendered + sql.slice(done);
}
