import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may import whom: own folders by name, packages by name or prefix; anything else is a wrong arrow. */
const ALLOWED: Record<string, readonly string[]> = {
  pipeline: ['pipeline', 'zod'],
  workflows: ['pipeline', 'workflows', '@temporalio/workflow', '@temporalio/common'],
  activities: [
    'pipeline',
    'activities',
    '@temporalio/activity',
    '@temporalio/common',
    'snowflake-sdk',
    'tinyglobby',
    'zod',
    'node:',
  ],
  worker: [
    'pipeline',
    'worker',
    'activities/index.ts',
    'activities/snowflake/',
    'activities/step-problem.ts',
    '@temporalio/',
    'pino',
    'smol-toml',
    'snowflake-sdk',
    'zod',
    'node:',
  ],
  client: [
    'pipeline',
    'client',
    'workflows/messages.ts',
    '@temporalio/client',
    '@temporalio/common',
    '@temporalio/envconfig',
    '@temporalio/proto',
    'cli-table3',
    'commander',
    'execa',
    'listr2',
    'picocolors',
    'pino',
    'tinyglobby',
    'yaml',
    'zod',
    'node:',
  ],
};

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'(?<from>[^']+)'|import\('(?<dynamic>[^']+)'\)/g;

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match.groups?.['from'] ?? match.groups?.['dynamic'] ?? '';
    if (!specifier.startsWith('.')) return specifier;
    return normalize(join(dirname(file), specifier))
      .split(sep)
      .join('/')
      .replace(/\.js$/, '.ts');
  });
}

function isAllowed(imported: string, allowed: readonly string[]): boolean {
  return allowed.some(
    (entry) =>
      imported === entry ||
      (entry.endsWith(':') || entry.endsWith('/')
        ? imported.startsWith(entry)
        : imported.startsWith(`${entry}/`)),
  );
}

describe('imports', () => {
  it.each(Object.keys(ALLOWED))('of %s go only where the matrix allows', (folder) => {
    const files = sourceFiles(folder);
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => !isAllowed(imported, ALLOWED[folder] ?? []))
        .map((imported) => `${file} -> ${imported}`),
    );

    expect(files.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('of a step never reach another step', () => {
    const steps = ['staging', 'features', 'training', 'gate', 'publication'];
    const wrong = steps.flatMap((step) =>
      importsOf(`activities/${step}.ts`)
        .filter((imported) => steps.some((other) => imported === `activities/${other}.ts`))
        .map((imported) => `activities/${step}.ts -> ${imported}`),
    );

    expect(wrong).toEqual([]);
  });

  it('of the Snowflake adapter know no step', () => {
    const wrong = sourceFiles('activities/snowflake').flatMap((file) =>
      importsOf(file)
        .filter(
          (imported) =>
            imported.startsWith('activities/') && !imported.startsWith('activities/snowflake/'),
        )
        .map((imported) => `${file} -> ${imported}`),
    );

    expect(wrong).toEqual([]);
  });
});
