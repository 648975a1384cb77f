/** The statements of a script, which end with the line; a ; between $$ and $$ belongs to the code there. */
export function statementsOf(script: string): string[] {
  return script
    .split('$$')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll(/;\s*$/gm, '\u0000') : part))
    .join('$$')
    .split('\u0000')
    .filter((statement) => /^\s*(?!--)\S/m.test(statement));
}
