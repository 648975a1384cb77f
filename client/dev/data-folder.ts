import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CliError, EXIT } from '../exit-codes.js';

/** The folder that one process keeps its servers' data, keys and logs in. */
export interface DataFolder {
  readonly path: string;
  /** Lets another process in. */
  release(): void;
}

/**
 * Makes the folder if need be, and marks it as this process's. Throws CliError when it cannot be used, and when another
 * process that is running has marked it: Temporal does not mind two servers on one database, but the runs would.
 */
export function claimDataFolder(path: string): DataFolder {
  const mark = join(path, 'dev.pid');
  try {
    mkdirSync(path, { recursive: true });
    refuseWhileClaimed(path, mark);
    writeFileSync(mark, String(process.pid));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const message = `The data folder ${path} cannot be used (${error.message}). Choose another: --data FOLDER`;
    throw new CliError(EXIT.BAD_INPUT, message, { cause: error });
  }
  return { path, release: () => rmSync(mark, { force: true }) };
}

function refuseWhileClaimed(path: string, mark: string): void {
  const holder = readPid(mark);
  if (holder === process.pid || !isRunning(holder)) return;
  throw new CliError(
    EXIT.BAD_INPUT,
    `Another ratchet dev (process ${holder}) uses the data folder ${path}: stop it first, or choose another: --data FOLDER. ` +
      `If that process is something else, delete ${mark}.`,
  );
}

/** 0 without a mark. */
function readPid(mark: string): number {
  try {
    return Number(readFileSync(mark, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

/** Whether a process of this id exists, whoever it belongs to; false for anything that is no process id. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
