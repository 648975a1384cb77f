import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { KeyPairFiles } from './key-pair.js';
import { LOCAL_USER } from './local-snowflake.js';
import { LOOPBACK } from './ports.js';

/** Settings by environment only: a file of their own keeps a user's temporal.toml and connections.toml out of it. */
export function accountVariables(
  data: string,
  keys: KeyPairFiles,
  servers: { readonly temporal: string; readonly webUi: string; readonly snowflakePort: number },
): Record<string, string> {
  const temporalConfig = join(data, 'temporal.toml');
  writeFileSync(
    temporalConfig,
    `[profile.default]\naddress = "${servers.temporal}"\nnamespace = "default"\n`,
  );
  return {
    TEMPORAL_CONFIG_FILE: temporalConfig,
    TEMPORAL_ADDRESS: servers.temporal,
    TEMPORAL_NAMESPACE: 'default',
    RATCHET_WEB_UI_URL: servers.webUi,
    RATCHET_CREATE_DATABASE: '1',
    // Local Snowflake's history does not lag; what is just being sent may still be on its way.
    RATCHET_HISTORY_LAG_SECONDS: '1',
    SNOWFLAKE_HOME: data,
    SNOWFLAKE_ACCOUNT: 'local',
    SNOWFLAKE_USER: LOCAL_USER,
    SNOWFLAKE_AUTHENTICATOR: 'SNOWFLAKE_JWT',
    SNOWFLAKE_PRIVATE_KEY_FILE: keys.privateKey,
    SNOWFLAKE_PROTOCOL: 'http',
    SNOWFLAKE_HOST: LOOPBACK,
    SNOWFLAKE_PORT: String(servers.snowflakePort),
    SNOWFLAKE_DATABASE: 'RATCHET',
    SNOWFLAKE_SCHEMA: 'PUBLIC',
    SNOWFLAKE_WAREHOUSE: 'RATCHET',
  };
}
