import { CliError, EXIT } from '../exit-codes.js';

/** One thing wrong in a model folder; line and column count from 1. */
export interface ModelProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where in the YAML, such as `gate.rules.roc_auc.min`; empty for a whole file. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  readonly advice: string;
}

/** `file:line:col  path  found …, expected …  what to do`, one problem a line. */
export function formatProblem(problem: ModelProblem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const finding = `found ${problem.found}, expected ${problem.expected}`;
  return [place, problem.path, finding, problem.advice].filter((part) => part !== '').join('  ');
}

/** Everything wrong with a model folder at once. */
export class ModelFolderError extends CliError {
  readonly problems: readonly ModelProblem[];

  constructor(problems: readonly ModelProblem[]) {
    super(EXIT.BAD_INPUT, problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}
