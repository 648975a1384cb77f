import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { moduleArguments } from '../../client/dev/programs.js';
import { waitFor } from '../../client/wait-for.js';
import { EXIT } from '../../client/exit-codes.js';
import { ratchet } from '../support/ratchet.js';
import { consoleBlocks, isShownBy, type ConsoleBlock } from '../support/console-blocks.js';

const readme = readFileSync('README.md', 'utf8');
const blocks = consoleBlocks(readme);
const DEMO = 'npm run demo';
const LAST_LINE = 'before the next run.';

/** What the demo has shown; it stays up for the other commands, as in the README. */
let demo: ChildProcess;
let shown = '';

beforeAll(async () => {
  const place = ['--data', mkdtempSync(join(tmpdir(), 'ratchet-readme-'))];
  demo = spawn(process.execPath, [...moduleArguments('demo/demo'), ...place], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [demo.stdout, demo.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
  }
  await waitFor(() => Promise.resolve(isTold() ? true : null), {
    withinMs: 280_000,
    everyMs: 100,
    onTimeout: () => new Error(`the demo did not come to its end:\n${shown}`),
  });
}, 300_000);

function isTold(): boolean {
  return shown.includes(LAST_LINE) || demo.exitCode !== null;
}

afterAll(async () => {
  if (demo.exitCode !== null) return;
  const ended = once(demo, 'exit');
  demo.kill('SIGINT');
  await ended;
});

function block(command: string): ConsoleBlock {
  const found = blocks.find((one) => one.command === command);
  if (found === undefined) throw new Error(`README.md shows no ${command}`);
  return found;
}

describe('README.md', () => {
  it('shows what the demo shows', () => {
    expect(isShownBy(block(DEMO).output, shown), shown).toBe(true);
  });

  it.each(blocks.filter(({ command }) => command !== DEMO))(
    'shows what $command shows',
    async ({ command, output }) => {
      const address = /Temporal +(\S+:\d+)/.exec(shown)?.[1] ?? '';
      const words = command.match(/"[^"]*"|\S+/g) ?? [];
      const [npx, program, ...args] = words.map((word) => word.replaceAll('"', ''));
      expect([npx, program]).toEqual(['npx', 'ratchet']);
      const isOnline = args[0] !== 'validate';

      const ran = await ratchet(...args, ...(isOnline ? ['--address', address] : []));

      const all = ran.stderr + ran.stdout;
      expect(isShownBy(output, all), all).toBe(true);
    },
  );

  it('names the commands that there are, and no other', async () => {
    const { stdout } = await ratchet('--help');
    const commands = /\nCommands:\n([\s\S]*?)\n\n/.exec(stdout)?.[1] ?? '';
    const names = [...commands.matchAll(/^ {2}(\w+)/gm)].map((match) => match[1]);
    const table = /\| `npx ratchet …` [\s\S]*?\n\n/.exec(readme)?.[0] ?? '';
    const rows = [...table.matchAll(/^\| `(\w+)/gm)].map((match) => match[1]);

    expect(new Set(rows)).toEqual(new Set([...names.filter((name) => name !== 'help'), 'npx']));
  });

  it('names the exit codes that there are', () => {
    const codes = [...readme.matchAll(/^\| (\d+) +\|/gm)].map((match) => Number(match[1]));

    expect(codes).toEqual(Object.values(EXIT));
  });
});
