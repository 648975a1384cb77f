import type { Text } from '../document.js';

const SPECIAL = /[\\`*_{}[\]()#+!|<>~&$-]/g;

/** Text as it is, whatever it holds: no Markdown, no HTML, one line. */
export function plain(text: string): string {
  return oneLine(text).replaceAll(SPECIAL, (character) => `\\${character}`);
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
