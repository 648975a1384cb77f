import type { Text } from '../document.js';

/** What begins emphasis, code, a link, HTML, an entity, or ends a table's cell; an underscore within a word does not. */
const SPECIAL = /[\\`*[\]|<>~&]|(?<!\w)_|_(?!\w)/g;
/** What would make a heading, a list or a quotation of a line. */
const OPENING = /^(\s*)(?:([#+-])|(\d+)([.)]))/;

/** Text as it is, whatever it holds: no Markdown, no HTML, one line. */
export function plain(text: string): string {
  return oneLine(text)
    .replaceAll(SPECIAL, (character) => `\\${character}`)
    .replace(OPENING, (_, space: string, mark = '', number = '', end = '') =>
      mark === '' ? `${space}${number}\\${end}` : `${space}\\${mark}`,
    );
}

/** A sentence with its ids and names as code. */
export function inline(text: Text): string {
  if (typeof text === 'string') return plain(text);
  return text
    .map((piece) => (typeof piece === 'string' ? plain(piece) : code(piece.code)))
    .join('');
}

/** A code span has no escapes: its fence has to be longer than any row of backticks in it. A bar would end a table's cell. */
function code(text: string): string {
  const line = oneLine(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 || line === '' ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Control}]+/gu, ' ');
}
