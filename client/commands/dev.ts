import type { Command } from 'commander';

import { DEV_DEFAULTS, startDevEnvironment, type DevEnvironment } from '../dev/dev-environment.js';
import { aborted, whileRunning } from '../dev/while-running.js';
import { CliError, EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Output } from '../output.js';

interface DevCommandOptions {
  readonly temporalPort: number;
  readonly uiPort: number;
  readonly snowflakePort: number;
  readonly data: string;
}

/** `ratchet dev`: everything that a run needs, on this machine, until Ctrl-C. */
export function addDevCommand(program: Command, invocation: Invocation): void {
  program
    .command('dev')
    .description('start Temporal with its Web UI, local Snowflake and a Worker, until Ctrl-C')
    .option(
      '--temporal-port <port>',
      'port of Temporal; 0 takes a free one',
      readPort,
      DEV_DEFAULTS.temporalPort,
    )
    .option('--ui-port <port>', "port of Temporal's Web UI", readPort, DEV_DEFAULTS.uiPort)
    .option(
      '--snowflake-port <port>',
      'port of local Snowflake',
      readPort,
      DEV_DEFAULTS.snowflakePort,
    )
    .option('--data <folder>', 'folder for data, keys and logs', DEV_DEFAULTS.data)
    .action((options: DevCommandOptions, command: Command) =>
      invocation.run(command, (output) => dev(options, output)),
    );
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new CliError(
    EXIT.BAD_INPUT,
    `Found the port "${text}", expected a number from 0 to 65535.`,
  );
}

async function dev(options: DevCommandOptions, output: Output): Promise<ExitCode> {
  const { colors } = output;
  const environment = await startDevEnvironment({
    ...options,
    onReady: (part, url) => output.note(`  ${colors.green('✔')} ${part.padEnd(16)} ${url}`),
  });
  output.result({ urls: environment.urls }, () => readyText(environment, options));
  await whileRunning(environment, output, aborted);
  return EXIT.OK;
}

function readyText({ urls }: DevEnvironment, { temporalPort }: DevCommandOptions): string {
  const isDefault = temporalPort === DEV_DEFAULTS.temporalPort;
  const address = isDefault ? '' : ` --address ${urls.temporal}`;
  return [
    '',
    `Ready. In another terminal: npx ratchet run MODEL --follow${address}`,
    `Logs are in ${urls.logs}. Ctrl-C stops everything.`,
  ].join('\n');
}
