// Sets up what the other commands need, with nothing but Node and Python on the machine. Every part is skipped when it
// stands already, and is stamped only when it is complete: an interrupted set-up is simply taken up again.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamps = join(root, '.ratchet', 'set-up');
const MINIMUM_NODE = [20, 19];
const MINIMUM_PYTHON = [3, 11];
const MAXIMUM_PYTHON = [3, 13];
const isWindows = process.platform === 'win32';
export const venvPython = join(root, '.venv', isWindows ? 'Scripts/python.exe' : 'bin/python');

/** A problem of the machine, told to the person without a stack. */
export class SetUpProblem extends Error {}

function digestOf(...files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function isStamped(name, digest) {
  const file = join(stamps, name);
  return existsSync(file) && readFileSync(file, 'utf8') === digest;
}

function stamp(name, digest) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), digest);
}

function run(command, args, what) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: isWindows && command === 'npm',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output += data));
    child.on('error', (error) =>
      reject(new SetUpProblem(`${what}: could not run ${command}: ${error.message}`)),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve(output);
      const end = output.trim().split('\n').slice(-15).join('\n');
      reject(new SetUpProblem(`${what} failed (${command} ${args.join(' ')}):\n${end}`));
    });
  });
}

const running = new Map();
let ticker;

/** One line of what is under way, rewritten each second; in a pipe nothing but the finished steps is written. */
function tick() {
  if (!process.stderr.isTTY) return;
  const parts = [...running].map(
    ([title, start]) => `${title} ${Math.round((Date.now() - start) / 1000)} s`,
  );
  process.stderr.write(`\r\u001b[2K  … ${parts.join(', ')}`);
}

async function step(title, action) {
  running.set(title, Date.now());
  if (!process.stderr.isTTY) process.stderr.write(`  … ${title}\n`);
  ticker ??= setInterval(tick, 1000);
  tick();
  try {
    await action();
    const seconds = ((Date.now() - running.get(title)) / 1000).toFixed(1);
    process.stderr.write(
      `${process.stderr.isTTY ? '\r\u001b[2K' : ''}  ✔ ${title} (${seconds} s)\n`,
    );
  } finally {
    running.delete(title);
    if (running.size === 0) {
      clearInterval(ticker);
      ticker = undefined;
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
    }
  }
}

function compareVersions(a, b) {
  return a[0] - b[0] || a[1] - b[1];
}

function isBetween(version, minimum, maximum) {
  const isNewEnough = compareVersions(version, minimum) >= 0;
  return isNewEnough && (maximum === undefined || compareVersions(version, maximum) <= 0);
}

function checkNode() {
  const version = process.versions.node.split('.').map(Number);
  if (isBetween(version, MINIMUM_NODE)) return;
  throw new SetUpProblem(
    `Node ${process.versions.node} is too old: Ratchet needs Node ${MINIMUM_NODE.join('.')} or newer.`,
  );
}

function findPython() {
  const names = [
    process.env.RATCHET_PYTHON,
    'python3.13',
    'python3.12',
    'python3.11',
    'python3',
    'python',
  ];
  const seen = [];
  for (const name of names.filter(Boolean)) {
    const probe = spawnSync(name, ['-c', 'import sys; print(*sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    if (probe.status !== 0) continue;
    const version = probe.stdout.trim().split(' ').map(Number);
    if (isBetween(version, MINIMUM_PYTHON, MAXIMUM_PYTHON)) return name;
    seen.push(`${name} is ${version.join('.')}`);
  }
  throw new SetUpProblem(
    `No Python ${MINIMUM_PYTHON.join('.')} to ${MAXIMUM_PYTHON.join('.')} was found` +
      `${seen.length > 0 ? ` (${seen.join(', ')})` : ''}. Install one, or name it in RATCHET_PYTHON.`,
  );
}

async function setUpNodePackages() {
  const digest = digestOf('package-lock.json');
  if (existsSync(join(root, 'node_modules/.package-lock.json')) && isStamped('npm', digest)) return;
  await step('installing npm packages', () =>
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Installing npm packages'),
  );
  stamp('npm', digest);
}

/** The Python that is to make the virtual environment; null when there is a usable one. */
function pythonToStartFrom() {
  return existsSync(venvPython) && isUsable(venvPython) ? null : findPython();
}

async function setUpPythonPackages(python) {
  const digest = digestOf('python/requirements.txt', 'python/uv.txt');
  if (python === null && isStamped('python', digest)) return;
  if (python !== null) {
    await step('making a virtual environment in .venv', async () => {
      rmSync(join(root, '.venv'), { recursive: true, force: true });
      await run(python, ['-m', 'venv', '.venv'], 'Making a virtual environment');
    });
  }
  await step('installing Python packages', async () => {
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--require-hashes',
    ];
    await run(venvPython, [...pip, '-r', 'python/uv.txt'], 'Installing uv');
    const uv = join(root, '.venv', isWindows ? 'Scripts/uv.exe' : 'bin/uv');
    const install = ['pip', 'install', '--quiet', '--python', venvPython, '--require-hashes'];
    await run(uv, [...install, '-r', 'python/requirements.txt'], 'Installing Python packages');
  });
  stamp('python', digest);
}

function isUsable(python) {
  const code = 'import sys, pip; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))';
  return spawnSync(python, ['-c', code]).status === 0;
}

function compiledFiles() {
  return ['pipeline', 'report', 'workflows', 'activities', 'worker', 'client', 'demo'].flatMap(
    (folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length)),
  );
}

/** Compiles and bundles what has changed since it was last done. */
export async function build() {
  const files = [
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    ...compiledFiles().sort(),
  ];
  const digest = digestOf(...files);
  if (existsSync(join(root, 'dist/workflow-bundle.js')) && isStamped('build', digest)) return;
  await step('compiling TypeScript and bundling the Workflow', () =>
    run('npm', ['run', '--silent', 'build'], 'Compiling'),
  );
  stamp('build', digest);
}

/** Brings the checkout to where every command works. Throws SetUpProblem with a sentence for the person. */
export async function setUp() {
  checkNode();
  // Before anything is installed: what is missing is told at once.
  const python = pythonToStartFrom();
  await Promise.all([setUpNodePackages(), setUpPythonPackages(python)]);
  await build();
}

/** Runs `action` as a program: a SetUpProblem becomes its text on stderr and exit code 1. */
export async function asProgram(action) {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof SetUpProblem)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  await asProgram(setUp);
}
