import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';

import { moduleArguments, projectRoot } from '../dev/programs.js';
import { inheritedEnvironment } from '../environment.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { GlobalOptions } from '../global-options.js';
import type { Invocation } from '../invocation.js';
import type { Terminal } from '../terminal.js';

/** `ratchet worker`: runs a Worker in the foreground, with the accounts that the environment names. */
export function addWorkerCommand(program: Command, invocation: Invocation): void {
  program
    .command('worker')
    .description(
      'run a Worker: the only process that knows Snowflake (SNOWFLAKE_*, connections.toml)',
    )
    .action((_: object, command: Command) =>
      invocation.run(command, (output, options) => runWorker(options, output.terminal)),
    );
}

/** A process of its own: the Client never loads the Worker's native module. Its log is the command's output. */
async function runWorker(options: GlobalOptions, terminal: Terminal): Promise<ExitCode> {
  const worker = spawn(process.execPath, moduleArguments('worker/main'), {
    cwd: projectRoot(),
    env: { ...inheritedEnvironment(), ...workerVariables(options) },
    stdio: 'inherit',
  });
  // The terminal sends Ctrl-C to the Worker as well, and a second signal would end it at once; a SIGTERM comes to this
  // process only.
  const stopListening = terminal.onInterrupt((interrupt) => {
    if (interrupt === 'SIGTERM') worker.kill(interrupt);
  });
  try {
    const [code] = await once(worker, 'exit');
    return code === 0 ? EXIT.OK : EXIT.RUN_FAILED;
  } finally {
    stopListening();
  }
}

/** The command line's overrides as the variables that the Worker reads. */
function workerVariables(options: GlobalOptions): Record<string, string> {
  const variables = {
    TEMPORAL_ADDRESS: options.address,
    TEMPORAL_NAMESPACE: options.namespace,
    TEMPORAL_PROFILE: options.profile,
    TEMPORAL_CONFIG_FILE: options.configFile,
    RATCHET_TASK_QUEUE: options.taskQueue,
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
