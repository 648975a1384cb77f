/** A command of a ```console block, and what stands under it. */
export interface ConsoleBlock {
  readonly command: string;
  readonly output: string;
}

/** The console blocks of a Markdown text; each begins with `$ ` and a command. */
export function consoleBlocks(markdown: string): ConsoleBlock[] {
  return [...markdown.matchAll(/^```console\n\$ (?<command>.+)\n(?<output>[\s\S]*?)^```$/gm)].map(
    ({ groups }) => ({ command: groups?.['command'] ?? '', output: groups?.['output'] ?? '' }),
  );
}

/**
 * Whether `actual` shows what `expected` does. What differs from run to run is not compared: a line `…` stands for any
 * lines; ids, times and ports are alike, and so are numbers with decimals, because scores differ in their last digits
 * between processors; runs of spaces are one, because those numbers make columns wider. Whole numbers count. A step that
 * takes long on a busy machine is announced while it runs, `… training`: those lines are left out.
 */
export function isShownBy(expected: string, actual: string): boolean {
  const parts = normalized(expected)
    .split(/^…\n/m)
    .filter((part) => part.trim() !== '');
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = normalized(actual).indexOf(part, from);
    if (at < 0 || (index === 0 && !expected.startsWith('…') && at !== 0)) return false;
    from = at + part.length;
  }
  return true;
}

function normalized(text: string): string {
  return text
    .replaceAll(/^… .+\n/gm, '')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:[\d.]+)?Z/g, 'TIME')
    .replaceAll(/((?:localhost|127\.0\.0\.1)):\d+/g, '$1:PORT')
    .replaceAll(/\d+\.\d+/g, 'NUMBER')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ +$/gm, '');
}
