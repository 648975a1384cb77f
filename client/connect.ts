import { Client, Connection, isGrpcServiceError, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

import { readEnvironment } from './environment.js';
import { CliError, EXIT } from './exit-codes.js';
import { temporalRefusal } from './temporal-refusal.js';
import { guessedWebUiUrl } from './web-ui.js';

/** What the command line may override; the rest comes from TEMPORAL_* and temporal.toml, as for the `temporal` CLI. */
export interface ConnectionOverrides {
  readonly profile?: string | undefined;
  readonly configFile?: string | undefined;
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly taskQueue?: string | undefined;
}

/** A connection to Temporal, with what messages about it need. */
export interface Temporal {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Who starts runs. */
  readonly startedBy: string;
  /** Where the Web UI is; null when it cannot be known. */
  readonly webUiUrl: string | null;
  close(): Promise<void>;
}

const DEFAULT_ADDRESS = 'localhost:7233';

/** Connects to Temporal. Throws CliError 3 with the address and what to do when nothing answers there. */
export async function connectTemporal(overrides: ConnectionOverrides = {}): Promise<Temporal> {
  const { taskQueue, webUiUrl, startedBy } = readEnvironment();
  const { connectionOptions, namespace } = readConnectConfig(overrides);
  const address = overrides.address ?? connectionOptions.address ?? DEFAULT_ADDRESS;
  const connection = await connect({ ...connectionOptions, address }, address);
  const usedNamespace = overrides.namespace ?? namespace ?? 'default';
  return {
    client: new Client({ connection, namespace: usedNamespace }),
    address,
    namespace: usedNamespace,
    taskQueue: overrides.taskQueue ?? taskQueue,
    startedBy,
    webUiUrl: webUiUrl ?? guessedWebUiUrl(address),
    close: () => connection.close(),
  };
}

/**
 * Connects to Temporal, gives the connection to `work`, and closes it. What Temporal refuses becomes a CliError; then the
 * connection stays as it is: the SDK may be about to try a call again, and would throw beside every promise.
 */
export async function withTemporal<Result>(
  overrides: ConnectionOverrides,
  work: (temporal: Temporal) => Promise<Result>,
): Promise<Result> {
  const temporal = await connectTemporal(overrides);
  try {
    const result = await work(temporal);
    await temporal.close();
    return result;
  } catch (error) {
    throw temporalRefusal(error, 'answer', temporal);
  }
}

/** `loadClientConnectConfig` is typed for the Worker's native connection; the fields it sets are the Client's too. */
function readConnectConfig(overrides: ConnectionOverrides): {
  connectionOptions: ConnectionOptions;
  namespace?: string;
} {
  try {
    return loadClientConnectConfig({
      ...(overrides.profile === undefined ? {} : { profile: overrides.profile }),
      ...(overrides.configFile === undefined
        ? {}
        : { configSource: { path: overrides.configFile } }),
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CliError(EXIT.BAD_INPUT, `Temporal's configuration: ${error.message}`, {
      cause: error,
    });
  }
}

async function connect(options: ConnectionOptions, address: string): Promise<Connection> {
  try {
    return await Connection.connect({ ...options, connectTimeout: '5s' });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = isGrpcServiceError(error) ? error.details : error.message;
    const hint =
      'Start one with npx ratchet dev, or name another: --address, TEMPORAL_ADDRESS or a profile of temporal.toml.';
    throw new CliError(
      EXIT.CANNOT_CONNECT,
      `No Temporal server answers at ${address} (${reason}). ${hint}`,
      {
        cause: error,
      },
    );
  }
}
