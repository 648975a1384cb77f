import { spawn } from 'node:child_process';

import { moduleArguments } from './programs.js';

/** Ends the children of `ratchet dev` when that process is gone without having stopped them, as by kill -9. */
export interface OrphanGuard {
  watch(pid: number): void;
  /** To be called once everything is stopped: nothing is left to end. */
  release(): void;
}

/** Starts the guard: a process of its own group that reads process ids from us and acts when the pipe breaks. */
export function startOrphanGuard(): OrphanGuard {
  const guard = spawn(process.execPath, moduleArguments('client/dev/orphan-guard-process'), {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // A guard that is gone guards nothing, and writing to it must not end what it was to guard.
  guard.stdin.on('error', () => guard.stdin.destroy());
  guard.unref();
  return {
    watch: (pid) => guard.stdin.write(`${pid}\n`),
    release: () => guard.stdin.end('released\n'),
  };
}
