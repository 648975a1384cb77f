import type { Command } from 'commander';

import { CliError, EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { modelNames } from '../model-folder/find-model-folder.js';
import {
  formatProblem,
  ModelFolderError,
  type ModelProblem,
} from '../model-folder/model-problem.js';
import { readModelFolder } from '../model-folder/read-model-folder.js';
import type { Output } from '../output.js';

/** `ratchet validate`: checks model folders without a warehouse and without Temporal. */
export function addValidateCommand(program: Command, invocation: Invocation): void {
  program
    .command('validate')
    .description('check model folders; nothing is started')
    .argument('[models...]', 'names or paths; by default every folder in models/')
    .action((models: string[], _: object, command: Command) =>
      invocation.run(command, (output) => validate(models, output)),
    );
}

interface Checked {
  readonly model: string;
  readonly errors: readonly ModelProblem[];
  /** What a run would miss now: source files that are not there. */
  readonly warnings: readonly ModelProblem[];
}

function validate(models: readonly string[], output: Output): ExitCode {
  const references = models.length > 0 ? models : modelNames();
  if (references.length === 0) {
    throw new CliError(EXIT.BAD_INPUT, 'There is no models/ folder here, and no model was named.');
  }
  const checked = references.map(check);
  output.result({ models: checked }, () => checked.map((one) => inText(one, output)).join('\n'));
  return checked.some(({ errors }) => errors.length > 0) ? EXIT.BAD_INPUT : EXIT.OK;
}

function check(model: string): Checked {
  try {
    return { model, errors: [], warnings: readModelFolder(model).missingFiles };
  } catch (error) {
    if (error instanceof ModelFolderError) return { model, errors: error.problems, warnings: [] };
    throw error;
  }
}

function inText({ model, errors, warnings }: Checked, { colors }: Output): string {
  const mark = errors.length > 0 ? colors.red('✘') : colors.green('✔');
  const lines = [
    ...errors.map(formatProblem),
    ...warnings.map((problem) => `${colors.yellow('warning')} ${formatProblem(problem)}`),
  ];
  return [`${mark} ${model}`, ...lines.map((line) => `  ${line}`)].join('\n');
}
