import { spawn } from 'node:child_process';
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';

import { projectRoot } from '../../../client/dev/programs.js';
import { changed, type Mutation } from './mutation.js';
import { MUTATIONS } from './mutations.js';

const LOGS = resolve('test-results', 'mutations');

/** Runs a command to its end, its output in a log; returns its exit code. */
async function run(cwd: string, command: readonly string[], log: string): Promise<number> {
  const [program = '', ...args] = command;
  const output = createWriteStream(join(LOGS, `${log}.log`));
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const code = await new Promise<number>((ended, failed) => {
    child.on('error', failed).on('close', (exitCode) => ended(exitCode ?? 1));
  });
  output.end();
  await finished(output);
  return code;
}

/** A copy of the last commit that can be spoilt, with the programs of this one. */
async function makeCopy(): Promise<string> {
  const copy = join(mkdtempSync(join(tmpdir(), 'ratchet-mutations-')), 'copy');
  const root = projectRoot();
  const code = await run(root, ['git', 'clone', '--quiet', root, copy], 'clone');
  if (code !== 0) throw new Error(`git clone failed: see ${LOGS}/clone.log`);
  for (const name of ['node_modules', '.venv']) symlinkSync(join(root, name), join(copy, name));
  return copy;
}

/** Whether the mutation was noticed. */
async function isCaught(copy: string, { name, changes, check }: Mutation): Promise<boolean> {
  const files = changes.map((change) => ({ change, path: join(copy, change.file) }));
  const sources = files.map(({ path }) => ({ path, source: readFileSync(path, 'utf8') }));
  try {
    for (const { change, path } of files) {
      writeFileSync(path, changed(readFileSync(path, 'utf8'), change));
    }
    return (await run(copy, check, name.replaceAll(/\W+/g, '-'))) !== 0;
  } finally {
    for (const { path, source } of sources) writeFileSync(path, source);
  }
}

/** Each check once without any mutation: one that fails anyway would catch everything. */
async function brokenChecks(copy: string, mutations: readonly Mutation[]): Promise<string[]> {
  const checks = new Map(mutations.map(({ check }) => [check.join(' '), check]));
  const broken: string[] = [];
  for (const [index, [text, check]] of [...checks].entries()) {
    if ((await run(copy, check, `without-mutation-${index}`)) !== 0) broken.push(text);
  }
  return broken;
}

async function main(names: readonly string[]): Promise<boolean> {
  mkdirSync(LOGS, { recursive: true });
  const mutations = MUTATIONS.filter(({ name }) => names.length === 0 || names.includes(name));
  const copy = await makeCopy();
  try {
    const broken = await brokenChecks(copy, mutations);
    for (const check of broken) print(`✘ fails without any mutation: ${check}`);
    let missed = 0;
    for (const mutation of mutations) {
      const caught = await isCaught(copy, mutation);
      if (!caught) missed += 1;
      print(
        `${caught ? '✔ caught' : '✘ MISSED'}  ${mutation.name}  by ${mutation.check.join(' ')}`,
      );
    }
    print(`${mutations.length - missed} of ${mutations.length} mutations caught`);
    return missed === 0 && broken.length === 0;
  } finally {
    rmSync(resolve(copy, '..'), { recursive: true });
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
