import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

import { CliError, EXIT } from '../exit-codes.js';
import { closestWord } from './closest-word.js';

const MODELS_FOLDER = 'models';
export const MODEL_FILE = 'model.yaml';

export interface ModelPlace {
  readonly directory: string;
  /** The directory as messages name it: relative to the current one where that is shorter. */
  readonly shown: string;
  /** The name that the model must have because of where it lies; null for a folder anywhere else. */
  readonly requiredName: string | null;
}

/** The names of all folders in `models/` that hold a model.yaml. */
export function modelNames(): string[] {
  if (!existsSync(MODELS_FOLDER)) return [];
  return readdirSync(MODELS_FOLDER)
    .filter((name) => existsSync(join(MODELS_FOLDER, name, MODEL_FILE)))
    .sort();
}

/**
 * Finds a model by its name (`telco-churn` is `models/telco-churn`) or by a path to its folder or its model.yaml.
 * Throws CliError when there is none, with the names that there are.
 */
export function findModelFolder(reference: string): ModelPlace {
  const isPath = /[\\/]|^\.|\.yaml$/.test(reference);
  const target = resolve(isPath ? reference : join(MODELS_FOLDER, reference));
  const directory = target.endsWith('.yaml') ? dirname(target) : target;
  if (!existsSync(join(directory, MODEL_FILE))) throw notFound(reference, directory);
  const isNamed = dirname(directory) === resolve(MODELS_FOLDER);
  return {
    directory,
    shown: shownPath(directory),
    requiredName: isNamed ? basename(directory) : null,
  };
}

function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') || fromHere === '' ? path : fromHere;
}

function notFound(reference: string, directory: string): CliError {
  const isFolder = existsSync(directory) && statSync(directory).isDirectory();
  const problem = isFolder
    ? `${shownPath(directory)} holds no ${MODEL_FILE}`
    : `there is no folder ${shownPath(directory)}`;
  const names = modelNames();
  const near = closestWord(reference, names);
  const hint =
    near !== undefined
      ? `Did you mean ${near}?`
      : names.length > 0
        ? `Models here: ${names.join(', ')}.`
        : `No models in ${resolve(MODELS_FOLDER)}: run this where your models/ folder is.`;
  return new CliError(EXIT.BAD_INPUT, `No model "${reference}": ${problem}. ${hint}`);
}
