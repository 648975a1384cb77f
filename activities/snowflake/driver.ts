import snowflake from 'snowflake-sdk';

import type { Authentication, SnowflakeConfig } from './snowflake-config.js';

/** Where the driver's own messages go. */
export type DriverLogger = snowflake.SnowflakeLogger;

/**
 * The driver's settings for the whole process. Without a logger it is silent; by itself it would write snowflake.log
 * into the working directory.
 */
export function configureDriver(logger?: DriverLogger): void {
  snowflake.configure({
    ...(logger === undefined ? { logLevel: 'OFF' } : { logLevel: 'WARN', customLogger: logger }),
    // By default a VARIANT, OBJECT or ARRAY that is not JSON is run as JavaScript (global_config.js); `fetchAsString`
    // spares only VARIANT.
    jsonColumnVariantParser: (text: string) => text,
    xmlColumnVariantParser: (text: string) => text,
  });
}

/** The driver's options for a login. */
export function driverOptions(config: SnowflakeConfig): snowflake.ConnectionOptions {
  const { account, user: username, database, schema, role, warehouse, accessUrl } = config;
  return {
    account,
    username,
    database,
    schema,
    ...(role === null ? {} : { role }),
    ...(warehouse === null ? {} : { warehouse }),
    ...(accessUrl === null ? {} : { accessUrl }),
    ...authenticationOptions(config.authentication),
    application: 'ratchet',
    // Closing a session would end the statements that it has running (driver issue 1426).
    serverSessionKeepAlive: true,
    // Its timer keeps the process alive and the setting spreads to all connections (driver issue 261).
    clientSessionKeepAlive: false,
    representNullAsStringNull: false,
    // One retry: after that we wait ourselves, with an eye on cancellation.
    sfRetryMaxLoginRetries: 1,
  };
}

function authenticationOptions(authentication: Authentication): snowflake.ConnectionOptions {
  if (authentication.kind === 'key-pair') {
    const { privateKeyFile: privateKeyPath, passphrase } = authentication;
    const key = { authenticator: 'SNOWFLAKE_JWT', privateKeyPath };
    return passphrase === null ? key : { ...key, privateKeyPass: passphrase };
  }
  if (authentication.kind === 'password') {
    return { authenticator: 'SNOWFLAKE', password: authentication.password };
  }
  const authenticator = {
    oauth: 'OAUTH',
    'programmatic-access-token': 'PROGRAMMATIC_ACCESS_TOKEN',
  };
  return {
    authenticator: authenticator[authentication.kind],
    ...tokenOptions(authentication.token),
  };
}

function tokenOptions(
  token: { readonly text: string } | { readonly file: string },
): snowflake.ConnectionOptions {
  return 'text' in token ? { token: token.text } : { tokenFilePath: token.file };
}
