import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const STOPPED_WITHIN_MS = 10_000;
const CHECK_EVERY_MS = 100;

/** Sends a signal to a process group; false when it is gone. Signal 0 only asks. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Reads process ids until the other end of the pipe is gone; null when it said that all are stopped. */
async function readPids(): Promise<number[] | null> {
  const pids: number[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'released') return null;
    pids.push(Number(line));
  }
  return pids;
}

async function endGroups(pids: readonly number[]): Promise<void> {
  let left = pids.filter((pid) => signalGroup(pid, 'SIGTERM'));
  const deadline = Date.now() + STOPPED_WITHIN_MS;
  while (left.length > 0 && Date.now() < deadline) {
    await pause(CHECK_EVERY_MS);
    left = left.filter((pid) => signalGroup(pid, 0));
  }
  for (const pid of left) signalGroup(pid, 'SIGKILL');
}

const orphans = await readPids();
if (orphans !== null) await endGroups(orphans);
// The pipe may still be open after `released`.
process.exit(0);
