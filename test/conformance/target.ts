import { inject, type ProvidedContext } from 'vitest';

import { driverOptions } from '../../activities/snowflake/driver.js';
import { ConfigurationProblem } from '../../worker/configuration-problem.js';
import { snowflakeConnection } from '../../worker/snowflake-connection.js';
import { readSnowflakeSettings } from '../../worker/snowflake-settings.js';
import type { SnowflakeLogin } from '../support/snowflake-session.js';

/**
 * Where the suite runs: the local Snowflake of this test run when there is one, else the account that the Worker would
 * use, from SNOWFLAKE_* or connections.toml. There it makes schemas CONFORMANCE_… in the database, and drops them.
 * Throws ConfigurationProblem, which names everything that is missing.
 */
export function conformanceTarget(): { login: SnowflakeLogin; database: string } {
  const local = localSnowflake();
  if (local !== undefined) return { login: local, database: 'RATCHET_CONFORMANCE' };
  const settings = readSnowflakeSettings(process.env);
  const reading = snowflakeConnection(settings);
  if ('problems' in reading || settings.problems.length > 0) {
    throw new ConfigurationProblem([
      ...settings.problems,
      ...('problems' in reading ? reading.problems : []),
    ]);
  }
  // A closed session must end here: its temporary tables and locks are what some scripts are about.
  const login = { ...driverOptions(reading.config), serverSessionKeepAlive: false };
  return { login, database: reading.config.database };
}

/** Undefined in a project that starts none: vitest's own type does not say so. */
function localSnowflake(): ProvidedContext['localSnowflake'] | undefined {
  return inject('localSnowflake');
}
