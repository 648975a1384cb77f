import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

import { STEPS } from '../pipeline/step.js';

/** Who may import whom: files and folders of ours, packages by name, Node's own modules; anything else is a wrong arrow. */
const ALLOWED: Record<string, readonly string[]> = {
  pipeline: ['pipeline/', 'zod'],
  report: ['pipeline/', 'report/', 'vega', 'vega-lite', 'yaml', 'node:timers/promises'],
  workflows: ['pipeline/', 'workflows/', '@temporalio/common', '@temporalio/workflow'],
  activities: [
    'pipeline/',
    'report/render-report.ts',
    'activities/',
    '@temporalio/activity',
    'snowflake-sdk',
    'tinyglobby',
    'zod',
    'node:',
  ],
  worker: [
    'pipeline/',
    'worker/',
    'activities/index.ts',
    'activities/snowflake/',
    'activities/step-problem.ts',
    '@temporalio/activity',
    '@temporalio/client',
    '@temporalio/common',
    '@temporalio/envconfig',
    '@temporalio/worker',
    'pino',
    'smol-toml',
    'zod',
    'node:',
  ],
  client: [
    'pipeline/',
    'client/',
    'report/render-report.ts',
    'workflows/messages.ts',
    '@temporalio/client',
    '@temporalio/common',
    '@temporalio/envconfig',
    '@temporalio/proto',
    'cli-table3',
    'commander',
    'listr2',
    'open',
    'picocolors',
    'tinyglobby',
    'yaml',
    'zod',
    'node:',
  ],
  demo: [
    'pipeline/',
    'client/',
    'demo/',
    'worker/driver-environment.ts',
    'commander',
    'snowflake-sdk',
    'zod',
    'node:',
  ],
  bench: [
    'pipeline/',
    'activities/snowflake/',
    'client/',
    'worker/config.ts',
    'demo/raw-data.ts',
    'bench/',
    '@temporalio/client',
    '@temporalio/worker',
    '@temporalio/workflow',
    'node:',
  ],
};

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^;'"]*?\sfrom\s+)?'(?<static>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/g;

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).split(sep).join('/'));
}

/** What a file imports: files of ours by their path from the root, anything else as it is written. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match.groups?.['static'] ?? match.groups?.['dynamic'] ?? '';
    if (!specifier.startsWith('.')) return specifier;
    return normalize(join(dirname(file), specifier))
      .split(sep)
      .join('/')
      .replace(/\.js$/, '.ts');
  });
}

function fits(imported: string, entry: string): boolean {
  return /[:/]$/.test(entry) ? imported.startsWith(entry) : imported === entry;
}

interface Arrow {
  readonly from: string;
  readonly to: string;
}

function arrowsOf(folder: string): Arrow[] {
  return sourceFiles(folder).flatMap((from) => importsOf(from).map((to) => ({ from, to })));
}

function inWords(arrows: readonly Arrow[]): string[] {
  return arrows.map(({ from, to }) => `${from} -> ${to}`);
}

/** The step that a file of activities/ belongs to, by `staging.ts` or by `staging/…`. */
function stepOf(file: string): string | undefined {
  return STEPS.find((step) =>
    [`activities/${step}.ts`, `activities/${step}/`].some((place) => file.startsWith(place)),
  );
}

describe('imports', () => {
  it.each(Object.entries(ALLOWED))('of %s go only where the matrix allows', (folder, allowed) => {
    const arrows = arrowsOf(folder);

    expect(arrows.length).toBeGreaterThan(0);
    expect(inWords(arrows.filter(({ to }) => !allowed.some((entry) => fits(to, entry))))).toEqual(
      [],
    );
  });

  it.each(Object.entries(ALLOWED))('of %s use all that the matrix allows', (folder, allowed) => {
    const used = arrowsOf(folder).map(({ to }) => to);

    expect(allowed.filter((entry) => !used.some((to) => fits(to, entry)))).toEqual([]);
  });

  it('are seen in every form', () => {
    expect(importsOf('worker/main.ts')).toEqual(
      expect.arrayContaining(['worker/driver-environment.ts', 'activities/index.ts', 'pino']),
    );
  });

  it('of a step and its parts never reach another step', () => {
    const arrows = arrowsOf('activities').filter(({ from }) => from !== 'activities/index.ts');
    const wrong = arrows.filter(({ from, to }) => ![undefined, stepOf(from)].includes(stepOf(to)));

    expect(new Set(arrows.map(({ from }) => stepOf(from)))).toEqual(new Set([...STEPS, undefined]));
    expect(inWords(wrong)).toEqual([]);
  });

  it('of the Snowflake adapter know no step', () => {
    const wrong = arrowsOf('activities/snowflake').filter(
      ({ to }) => to.startsWith('activities/') && !to.startsWith('activities/snowflake/'),
    );

    expect(inWords(wrong)).toEqual([]);
  });
});
