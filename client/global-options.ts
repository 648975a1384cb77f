import { Option, type Command } from 'commander';
import { z } from 'zod';

const FORMATS = ['text', 'json'] as const;
const COLORS = ['auto', 'always', 'never'] as const;

const globalOptionsSchema = z.object({
  output: z.enum(FORMATS),
  color: z.enum(COLORS),
  address: z.string().optional(),
  namespace: z.string().optional(),
  profile: z.string().optional(),
  configFile: z.string().optional(),
  taskQueue: z.string().optional(),
});

/** What every command takes; the names are those of the `temporal` CLI. */
export type GlobalOptions = z.output<typeof globalOptionsSchema>;

/** Adds the options that every command takes. */
export function addGlobalOptions(program: Command): Command {
  return program
    .addOption(
      new Option('-o, --output <format>', 'how the result is written')
        .choices(FORMATS)
        .default('text'),
    )
    .addOption(
      new Option('--color <when>', 'colours in text; NO_COLOR is honoured')
        .choices(COLORS)
        .default('auto'),
    )
    .option('--address <host:port>', "Temporal's address (TEMPORAL_ADDRESS; localhost:7233)")
    .option('-n, --namespace <name>', "Temporal's namespace (TEMPORAL_NAMESPACE; default)")
    .option('--profile <name>', 'profile of temporal.toml (TEMPORAL_PROFILE)')
    .option('--config-file <path>', 'temporal.toml to read (TEMPORAL_CONFIG_FILE)')
    .option('--task-queue <name>', "the Workers' Task Queue (RATCHET_TASK_QUEUE; ratchet)");
}

/** The global options as they stand for `command`. */
export function readGlobalOptions(command: Command): GlobalOptions {
  return globalOptionsSchema.parse(command.optsWithGlobals());
}
