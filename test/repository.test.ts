import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const check = readFileSync('scripts/check.mjs', 'utf8');
const vitestConfig = readFileSync('vitest.config.ts', 'utf8');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

/** The parts that `npm run check` knows, by its own word. */
async function parts(): Promise<string[]> {
  const refused: unknown = await promisify(execFile)(process.execPath, [
    'scripts/check.mjs',
    'no-such-part',
  ]).catch((error: unknown) => error);
  const { code, stderr } = z.object({ code: z.number(), stderr: z.string() }).parse(refused);
  expect(code).toBe(2);
  return (/Parts: (.*)\.\n$/.exec(stderr)?.[1] ?? '').split(', ');
}

function projects(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '').sort();
}

describe('npm run check', () => {
  it('has the parts that CONTRIBUTING.md names', async () => {
    const named = /`npm run check -- ([\w ]+)`/.exec(readFileSync('CONTRIBUTING.md', 'utf8'));

    expect(await parts()).toEqual(expect.arrayContaining(named?.[1]?.split(' ') ?? ['?']));
  });

  it('runs every test project once, but for the one that needs an account', () => {
    const lists = projects(check, /^ {2}vitest\('[\w-]+', \[(.*)\]\)/gm).join(', ');
    const run = projects(lists, /'([\w-]+)'/g);

    expect([...run, 'live'].sort()).toEqual(projects(vitestConfig, /\bname: '([\w-]+)'/g));
  });
});

describe('documentation', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md')];

  it.each(pages)('%s links to what is there', (page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    const targets = links.map((match) => join(dirname(page), match[1] ?? ''));

    expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  });
});

describe('package.json', () => {
  it.each(Object.entries(scripts))('script %s runs what is there', (_, script) => {
    const files = script
      .split(' ')
      .filter((word) => /^[\w-]+\/[\w/.-]+\.(mjs|ts|sh|json)$/.test(word));
    const compiled = script.split(' ').filter((word) => /^dist\/.*\.js$/.test(word));
    const sources = compiled.map((file) => file.replace(/^dist\/(.*)\.js$/, '$1.ts'));
    const project = /--project ([\w-]+)/.exec(script)?.[1];

    expect([...files, ...sources].filter((file) => !existsSync(file))).toEqual([]);
    if (project !== undefined) expect(vitestConfig).toContain(`name: '${project}'`);
  });
});
