import type { Logger as TemporalLogger, LogLevel, LogMetadata } from '@temporalio/worker';
import { pino, type DestinationStream, type Logger } from 'pino';

import type { DriverLogger } from '../activities/snowflake/driver.js';
import { withoutAnyValues, withoutSecrets } from '../activities/snowflake/redaction.js';
import type { SnowflakeConfig } from '../activities/snowflake/snowflake-config.js';

/** The texts of a configuration that must not be seen anywhere. */
export function secretsOf({ authentication }: SnowflakeConfig): string[] {
  if (authentication.kind === 'password') return [authentication.password];
  if (authentication.kind === 'key-pair') return [authentication.passphrase ?? []].flat();
  return 'text' in authentication.token ? [authentication.token.text] : [];
}

/** The Worker's log: one JSON object a line, from which secrets are cut out however they got in. */
export function createLogger(
  level: string,
  secrets: readonly string[],
  destination?: DestinationStream,
): Logger {
  const known = secrets.map((secret) => JSON.stringify(secret).slice(1, -1));
  const options = {
    level,
    serializers: { error: pino.stdSerializers.err },
    hooks: {
      streamWrite: (line: string) =>
        withoutSecrets(known.reduce((text, secret) => text.replaceAll(secret, '…'), line)),
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** For Temporal's Runtime, and so for the logs of Workflows and Activities. */
export function temporalLogger(logger: Logger): TemporalLogger {
  const log = (level: LogLevel, message: string, meta: LogMetadata = {}): void =>
    logger[PINO_LEVELS[level]](meta, message);
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}

const PINO_LEVELS = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, string>;

/** For the Snowflake driver, whose warnings quote values of rows. */
export function driverLogger(logger: Logger): DriverLogger {
  const driver = logger.child({ component: 'snowflake-sdk' });
  return {
    error: (message) => driver.error(withoutAnyValues(message)),
    warn: (message) => driver.warn(withoutAnyValues(message)),
    info: (message) => driver.info(withoutAnyValues(message)),
    debug: (message) => driver.debug(withoutAnyValues(message)),
    trace: (message) => driver.trace(withoutAnyValues(message)),
  };
}
