import Table from 'cli-table3';

const SIDES = ['top', 'bottom', 'left', 'mid', 'right', 'middle'];
const CORNERS = ['top-mid', 'top-left', 'top-right', 'bottom-mid', 'bottom-left', 'bottom-right'];
const CROSSINGS = ['left-mid', 'mid-mid', 'right-mid'];
const NO_LINES = Object.fromEntries([...SIDES, ...CORNERS, ...CROSSINGS].map((part) => [part, '']));

/** Rows under a head in columns as wide as they must be, without lines; `right` names the columns of numbers. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const table = new Table({
    head: [...head],
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replaceAll(/ +$/gm, '');
}

/** Puts `text` four columns in. */
export function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}
