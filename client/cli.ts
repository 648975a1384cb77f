import type { Writable } from 'node:stream';

import { runProgram } from './program.js';
import { processTerminal } from './terminal.js';

/** Resolves once everything that was written before has left this process. */
function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

const terminal = processTerminal();
process.exitCode = await runProgram(process.argv.slice(2), terminal);
await Promise.all([terminal.out, terminal.err].map(flushed));
// What is still waited for, such as the end of a run that is not followed any more, would keep the process.
process.exit();
