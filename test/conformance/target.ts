import { inject, type ProvidedContext } from 'vitest';

import type { SnowflakeLogin } from '../support/snowflake-session.js';

/**
 * Where the suite runs: the local Snowflake of this test run when there is one, else the real account of the
 * environment (SNOWFLAKE_ACCOUNT, SNOWFLAKE_USER, SNOWFLAKE_PASSWORD or SNOWFLAKE_PRIVATE_KEY_PATH,
 * SNOWFLAKE_DATABASE, SNOWFLAKE_WAREHOUSE, and SNOWFLAKE_ROLE if need be).
 */
export function conformanceTarget(): { login: SnowflakeLogin; database: string } {
  const local = localSnowflake();
  if (local !== undefined) {
    const { accessUrl, account, username, password } = local;
    return { login: { accessUrl, account, username, password }, database: 'RATCHET_CONFORMANCE' };
  }
  const { SNOWFLAKE_ROLE: role, SNOWFLAKE_PRIVATE_KEY_PATH: privateKeyPath } = process.env;
  const login: SnowflakeLogin = {
    account: required('SNOWFLAKE_ACCOUNT'),
    username: required('SNOWFLAKE_USER'),
    warehouse: required('SNOWFLAKE_WAREHOUSE'),
    ...(role === undefined ? {} : { role }),
    ...(privateKeyPath === undefined
      ? { password: required('SNOWFLAKE_PASSWORD') }
      : { authenticator: 'SNOWFLAKE_JWT', privateKeyPath }),
  };
  return { login, database: required('SNOWFLAKE_DATABASE') };
}

/** Undefined in a project that starts none: vitest's own type does not say so. */
function localSnowflake(): ProvidedContext['localSnowflake'] | undefined {
  return inject('localSnowflake');
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: a run against a real account needs it`);
  }
  return value;
}
