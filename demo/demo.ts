import { Command } from 'commander';

import { aborted, whileRunning } from '../client/dev/while-running.js';
import { reportError } from '../client/error-report.js';
import { EXIT, type ExitCode } from '../client/exit-codes.js';
import { Output } from '../client/output.js';
import { processTerminal } from '../client/terminal.js';
import { startDemoEnvironment } from './demo-environment.js';
import { tellStory } from './story.js';
import { whatNext } from './what-next.js';

interface DemoOptions {
  readonly exit?: true;
  readonly data?: string;
}

const options: DemoOptions = new Command('npm run demo --')
  .description('Train, promote, retrain and refuse models on made-up data, without an account.')
  .option('--exit', 'end when all is shown, instead of staying up until Ctrl-C')
  .option('--data <folder>', 'folder for all that the demo keeps; emptied at the start')
  .parse()
  .opts();

async function demo(output: Output): Promise<ExitCode> {
  const environment = await startDemoEnvironment(output, options.data);
  let isTold = false;
  await whileRunning(environment, output, async (signal) => {
    await tellStory(environment, output, signal);
    isTold = !signal.aborted;
    if (options.exit || !isTold) return;
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
