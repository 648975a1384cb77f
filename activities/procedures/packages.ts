import type { Candidate } from '../../pipeline/training.js';

/** What every handler needs; a newer or pinned one can be asked for by name. */
export const HANDLER_PACKAGES: readonly string[] = [
  'snowflake-snowpark-python',
  'pandas',
  'numpy',
  'scikit-learn',
  'joblib',
];

/** Snowflake's code for packages that it does not have, or not in these versions together. */
export const NO_SUCH_PACKAGES = '391546';

/** For handlers that run no code of a model. */
export const SNOWPARK_ALONE: readonly string[] = ['snowflake-snowpark-python'];

/** Requirements such as `pandas` or `pandas==2.3.3`, one a package: later ones replace earlier ones. Sorted. */
export function packageRequirements(...lists: readonly (readonly string[])[]): readonly string[] {
  const byName = new Map(lists.flat().map((text) => [packageName(text), text]));
  return [...byName.values()].toSorted();
}

/**
 * The Python and the exact packages that a model was trained with: what judges it and what publishes it run with no
 * others, whatever this Worker would train with (decision 0021). `also` are packages that a caller needs besides.
 */
export function lockedEnvironment(
  { python, packages }: Pick<Candidate, 'python' | 'packages'>,
  also: readonly string[] = [],
): Environment {
  const pinned = Object.entries(packages).map(([name, version]) => `${name}==${version}`);
  return { pythonVersion: python, packages: packageRequirements(also, pinned) };
}

export interface Environment {
  readonly pythonVersion: string;
  readonly packages: readonly string[];
}

function packageName(requirement: string): string {
  return (requirement.split('==')[0] ?? '').toLowerCase().replaceAll('_', '-');
}
