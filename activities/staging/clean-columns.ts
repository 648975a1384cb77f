import { StepProblem } from '../step-problem.js';

/** A column as the source names it and as the staged table does. */
export interface StagedColumn {
  readonly from: string;
  readonly name: string;
}

/** `Total Charges` becomes TOTALCHARGES: letters, digits and _ only, in upper case, never starting with a digit. */
export function cleanName(column: string): string {
  const letters = column.replaceAll(/[^\p{L}\p{N}_]/gu, '').toUpperCase();
  return /^\p{N}/u.test(letters) ? `_${letters}` : letters;
}

/** Clean names for all columns of a source. Throws SourceData for two with one clean name, or one without any. */
export function cleanColumns(source: string, columns: readonly string[]): readonly StagedColumn[] {
  const cleaned = new Map<string, string>();
  for (const from of columns) {
    const name = cleanName(from);
    const twin = cleaned.get(name);
    if (name === '') {
      throw refused(source, `the column "${from}" has no letter or digit in its name`);
    }
    if (twin !== undefined) {
      throw refused(source, `the columns "${twin}" and "${from}" both become ${name}`);
    }
    cleaned.set(name, from);
  }
  return [...cleaned].map(([name, from]) => ({ from, name }));
}

function refused(source: string, found: string): StepProblem {
  return new StepProblem('SourceData', `Source ${source}: ${found}. Rename one in the source.`);
}
