// Everything that must hold before a change is done, run side by side. Exits 1 when anything fails and closes with a
// line `N passed, N failed`. Arguments name the parts to run (by default all): `npm run check -- lint types`.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { root, venvPython } from './set-up.mjs';

const results = join(root, 'test-results');
const bin = (name) => join(root, 'node_modules', '.bin', name);

function vitest(name, projects) {
  const report = join(results, `${name}.json`);
  return {
    name,
    command: bin('vitest'),
    args: [
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    count: () => {
      const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, success } =
        JSON.parse(readFileSync(report, 'utf8'));
      const brokenFiles = success || numFailedTests > 0 ? 0 : Math.max(1, numFailedTestSuites);
      return {
        passed: numPassedTests,
        failed: numFailedTests + brokenFiles,
        skipped: numPendingTests,
      };
    },
  };
}

function pytest() {
  const report = join(results, 'pytest.xml');
  return {
    name: 'pytest',
    command: venvPython,
    args: ['-m', 'pytest', '-c', 'python/pyproject.toml', 'python/tests', `--junitxml=${report}`],
    count: () => {
      const suite = readFileSync(report, 'utf8').match(/<testsuite [^>]*>/)?.[0] ?? '';
      const number = (attribute) =>
        Number(suite.match(new RegExp(`${attribute}="(\\d+)"`))?.[1] ?? 0);
      const failed = number('errors') + number('failures');
      const skipped = number('skipped');
      return { passed: number('tests') - failed - skipped, failed, skipped };
    },
  };
}

/** A seed keeps two cores busy for half a minute: twenty are for .ci/run. */
const CHAOS_SEEDS = process.env.CI === undefined ? '1..4' : '1..20';

/** Random faults over real runs; each seed is a test. See docs/chaos.md. */
function chaos() {
  const report = join(results, 'chaos', 'summary.json');
  return {
    name: 'chaos',
    command: process.execPath,
    args: ['--import', 'tsx', 'test/chaos/main.ts', '--seeds', CHAOS_SEEDS],
    count: () => ({ ...JSON.parse(readFileSync(report, 'utf8')), skipped: 0 }),
  };
}

const single = (name, command, ...args) => ({ name, command, args });

const parts = [
  vitest('faults', ['faults']),
  vitest('end-to-end', ['end-to-end']),
  vitest('activities', ['activities', 'local-snowflake']),
  chaos(),
  pytest(),
  vitest('vitest', ['unit', 'workflows']),
  single('types', bin('tsc'), '--noEmit'),
  single('types-workflows', bin('tsc'), '--noEmit', '-p', 'workflows/tsconfig.json'),
  single('lint', bin('oxlint'), '--type-aware'),
  single('format', bin('prettier'), '--check', '--log-level=warn', '.'),
  single('dead-code', bin('knip')),
  single('python-lint', venvPython, '-m', 'ruff', 'check', 'python', 'models', 'bench'),
  single(
    'python-format',
    venvPython,
    '-m',
    'ruff',
    'format',
    '--check',
    'python',
    'models',
    'bench',
  ),
  single('python-types', bin('pyright'), '-p', 'python'),
];

function execute(part) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(part.command, part.args, {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output += data));
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => resolve({ code, output, seconds: (Date.now() - started) / 1000 }));
  });
}

function countOf(part, code) {
  if (part.count === undefined)
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  try {
    const counted = part.count();
    return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function runPart(part, total) {
  const { code, output, seconds } = await execute(part);
  const counted = countOf(part, code);
  for (const key of Object.keys(total)) total[key] += counted[key];
  const mark = counted.failed === 0 ? '✔' : '✘';
  const skipped = counted.skipped > 0 ? `, ${counted.skipped} skipped` : '';
  const summary = `${counted.passed} passed, ${counted.failed} failed${skipped}`;
  console.log(`${mark} ${part.name}: ${summary} (${seconds.toFixed(1)} s)`);
  if (counted.failed > 0) console.log(output.trimEnd().replaceAll(/^/gm, '    '));
}

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    console.error(
      `Unknown: ${unknown.join(', ')}. Parts: ${parts.map((part) => part.name).join(', ')}.`,
    );
    process.exitCode = 2;
    return;
  }
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results);
  const queue = parts.filter((part) => wanted.length === 0 || wanted.includes(part.name));
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lane = async () => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift())
      await runPart(part, total);
  };
  await Promise.all(Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, lane));
  if (total.skipped > 0)
    console.log(`${total.skipped} skipped: they need a real Snowflake account (npm run test:live)`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

await main();
