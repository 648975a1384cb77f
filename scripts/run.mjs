// `node scripts/run.mjs PROGRAM …`: sets up what is missing, then runs the program with its arguments.
import { spawn } from 'node:child_process';

import { asProgram, root, setUp } from './set-up.mjs';

await asProgram(async () => {
  await setUp();
  const [program, ...args] = process.argv.slice(2);
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
  // The terminal sends Ctrl-C to the child too: it stops what it started, and then this process ends with it.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
  process.exitCode = await new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
});
