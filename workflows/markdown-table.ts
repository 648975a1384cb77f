/** A table of GitHub's Markdown, which the Web UI renders. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [tableLine(head), tableLine(head.map(() => '---')), ...rows.map(tableLine)].join('\n');
}

/** The Web UI draws columns without a gap: a no-break space keeps `balanced_accuracy` and `0.6925` apart. */
const GAP = '\u00a0';

function tableLine(cells: readonly string[]): string {
  const spaced = cells.map(oneLine).map((cell) => (/[^-]/.test(cell) ? `${cell}${GAP}` : cell));
  return `| ${spaced.join(' | ')} |`;
}

/** Text that can stand in a cell or a list item. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', String.raw`\|`);
}
