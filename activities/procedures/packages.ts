/** What every handler needs; a newer or pinned one can be asked for by name. */
export const HANDLER_PACKAGES: readonly string[] = [
  'snowflake-snowpark-python',
  'pandas',
  'numpy',
  'scikit-learn',
  'joblib',
];

/** For handlers that run no code of a model. */
export const SNOWPARK_ALONE: readonly string[] = ['snowflake-snowpark-python'];

/** Requirements such as `pandas` or `pandas==2.3.3`, one a package: later ones replace earlier ones. Sorted. */
export function packageRequirements(...lists: readonly (readonly string[])[]): readonly string[] {
  const byName = new Map(lists.flat().map((text) => [packageName(text), text]));
  return [...byName.values()].toSorted();
}

/** Exact requirements of the versions that a training ran with. */
export function pinnedPackages(versions: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(versions).map(([name, version]) => `${name}==${version}`);
}

function packageName(requirement: string): string {
  return (requirement.split('==')[0] ?? '').toLowerCase().replaceAll('_', '-');
}
