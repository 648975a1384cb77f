import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  DEV_DEFAULTS,
  startDevEnvironment,
  type DevEnvironment,
} from '../client/dev/dev-environment.js';
import { isRunning } from '../client/dev/data-folder.js';
import { isFree } from '../client/dev/ports.js';
import { projectRoot } from '../client/dev/programs.js';
import { CliError, EXIT } from '../client/exit-codes.js';
import type { Output } from '../client/output.js';

/**
 * Starts everything that `ratchet dev` starts, with an empty warehouse of the demo's own, on the usual ports or, where
 * one is taken, on a free one.
 */
export async function startDemoEnvironment(
  output: Output,
  data: string = join(projectRoot(), '.ratchet', 'demo'),
): Promise<DevEnvironment> {
  const { colors } = output;
  return startDevEnvironment({
    temporalPort: await usualPort(DEV_DEFAULTS.temporalPort),
    uiPort: await usualPort(DEV_DEFAULTS.uiPort),
    snowflakePort: await usualPort(DEV_DEFAULTS.snowflakePort),
    data: emptied(data),
    onReady: (part, url) => output.note(`  ${colors.green('✔')} ${part.padEnd(16)} ${url}`),
  });
}

/** The port itself, or 0 for a free one. */
async function usualPort(port: number): Promise<number> {
  return (await isFree(port)) ? port : 0;
}

/** Every demo begins with version 1. A demo that still runs keeps its folder, and so does anything that is no demo's. */
function emptied(folder: string): string {
  const mark = join(folder, 'pid');
  if (existsSync(mark)) refuseWhileRunning(readFileSync(mark, 'utf8'));
  else if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new CliError(
      EXIT.BAD_INPUT,
      `${folder} is not empty, and no demo's: name another folder.`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(mark, String(process.pid));
  return folder;
}

function refuseWhileRunning(pid: string): void {
  if (!isRunning(Number(pid))) return;
  const message = `Another demo is running (process ${pid}): end it with Ctrl-C first.`;
  throw new CliError(EXIT.BAD_INPUT, message);
}
