import { aborted, whileRunning } from '../client/dev/while-running.js';
import { reportError } from '../client/error-report.js';
import { EXIT, type ExitCode } from '../client/exit-codes.js';
import { Output } from '../client/output.js';
import { processTerminal } from '../client/terminal.js';
import { startDemoEnvironment } from './demo-environment.js';
import { tellStory } from './story.js';
import { whatNext } from './what-next.js';

const staysUp = !process.argv.includes('--exit');

async function demo(output: Output): Promise<ExitCode> {
  const environment = await startDemoEnvironment(output);
  let isTold = false;
  await whileRunning(environment, output, async (signal) => {
    await tellStory(environment, output, signal);
    isTold = !signal.aborted;
    if (!staysUp || !isTold) return;
    output.note(whatNext(environment));
    await aborted(signal);
  });
  return isTold ? EXIT.OK : EXIT.DETACHED;
}

const terminal = processTerminal();
try {
  process.exitCode = await demo(new Output(terminal, { output: 'text', color: 'auto' }));
} catch (error) {
  process.exitCode = reportError(error, false, terminal);
}
// What a story that was interrupted still waits for would keep the process.
process.exit();
