import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { CliError, EXIT } from '../exit-codes.js';

const run = promisify(execFile);
const IS_COMPILED = import.meta.url.endsWith('.js');
/** The first release that bundles a Web UI (2.49) with summaries and current details, and prints no decode errors. */
const MINIMUM_TEMPORAL = [1, 7] as const;

/** The checkout's root: the nearest folder above this file that holds package.json. */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json was not found above the Client');
    folder = parent;
  }
  return folder;
}

/** Node's arguments that run a module of the repository: compiled, or through tsx when the Client itself runs so. */
export function moduleArguments(name: string): string[] {
  const root = projectRoot();
  return IS_COMPILED
    ? [join(root, 'dist', `${name}.js`)]
    : ['--import', tsxLoader(), join(root, `${name}.ts`)];
}

/** Not by `import.meta.resolve`: what runs a set-up of Vitest has none. */
function tsxLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

function inVirtualEnvironment(name: string): string {
  const isWindows = process.platform === 'win32';
  return join(projectRoot(), '.venv', isWindows ? `Scripts/${name}.exe` : `bin/${name}`);
}

/** The Python of the project's virtual environment. Throws CliError when the set-up has not made it. */
export function pythonProgram(): string {
  const python = inVirtualEnvironment('python');
  if (existsSync(python)) return python;
  throw new CliError(EXIT.BAD_INPUT, `${python} is missing: run npm run set-up first.`);
}

/** The `temporal` of the virtual environment, else one on PATH that is new enough. Throws CliError without either. */
export async function temporalProgram(): Promise<string> {
  const bundled = inVirtualEnvironment('temporal');
  if (existsSync(bundled)) return bundled;
  const version = await versionOf('temporal');
  if (version !== null && isNewEnough(version)) return 'temporal';
  const needed = `temporal ${MINIMUM_TEMPORAL.join('.')} or newer`;
  const found = version === null ? 'no temporal on PATH' : `temporal ${version.join('.')} on PATH`;
  throw new CliError(
    EXIT.BAD_INPUT,
    `Found ${found}, expected ${needed}: run npm run set-up, which brings one.`,
  );
}

async function versionOf(program: string): Promise<number[] | null> {
  try {
    const { stdout } = await run(program, ['--version']);
    const match = /temporal version (\d+)\.(\d+)/.exec(stdout);
    return match === null ? null : [Number(match[1]), Number(match[2])];
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

function isNewEnough([major = 0, minor = 0]: readonly number[]): boolean {
  return (
    major > MINIMUM_TEMPORAL[0] || (major === MINIMUM_TEMPORAL[0] && minor >= MINIMUM_TEMPORAL[1])
  );
}
