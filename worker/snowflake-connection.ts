import { z } from 'zod';

import type { SnowflakeConfig } from '../activities/snowflake/snowflake-config.js';
import { authenticationSchema } from './snowflake-authentication.js';
import { SETTING_KEYS, type SettingKey, type SnowflakeSettings } from './snowflake-settings.js';

const SECRET: readonly SettingKey[] = ['password', 'token', 'private_key_passphrase'];
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const SNOWFLAKE_HOST = /^([a-z0-9_-]+\.)+snowflakecomputing\.(com|cn)$/i;

const name = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_$]{0,254}$/, 'a name of letters, digits, _ and $')
  .transform((text) => text.toUpperCase());
const optionalName = name.optional().transform((text) => text ?? null);

const identitySchema = z.object({
  account: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/,
      'an account identifier such as myorg-myaccount',
    ),
  user: z.string().regex(/^[^\s"';\\\p{Cc}]{1,255}$/u, 'a user name'),
  database: name,
  schema: name,
  role: optionalName,
  warehouse: optionalName,
});

/** Credentials go to Snowflake's own hosts over TLS, or, when http is asked for by name, to this very host. */
const endpointSchema = z
  .object({
    host: z
      .string()
      .refine((host) => SNOWFLAKE_HOST.test(host) || LOOPBACK.includes(host), {
        error: 'a host of snowflakecomputing.com or .cn, or loopback with protocol http',
      })
      .optional(),
    port: z
      .string()
      .regex(/^[1-9]\d{0,4}$/, 'a port number')
      .optional(),
    protocol: z.enum(['https', 'http'], { error: 'https or http' }).default('https'),
  })
  .refine(({ host, protocol }) => (protocol === 'http') === LOOPBACK.includes(host ?? ''), {
    error: 'https for Snowflake; http for a host on loopback, and for no other',
    path: ['protocol'],
  })
  .transform(({ host, port, protocol }) => {
    if (host === undefined) return null;
    return `${protocol}://${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
  });

/** The connection that the settings describe, or what is wrong with them. */
export type ConnectionReading =
  { readonly config: SnowflakeConfig } | { readonly problems: readonly string[] };

/** Checks the settings, all of them, and makes a connection's configuration of them. */
export function snowflakeConnection(found: SnowflakeSettings): ConnectionReading {
  const values = Object.fromEntries(
    SETTING_KEYS.map((key) => [key, found.settings[key]?.value] as const),
  );
  const identity = identitySchema.safeParse(values);
  const endpoint = endpointSchema.safeParse(values);
  const authentication = authenticationSchema.safeParse(values);
  if (identity.success && endpoint.success && authentication.success) {
    return {
      config: {
        ...identity.data,
        accessUrl: endpoint.data,
        authentication: authentication.data,
      },
    };
  }
  const issues = [identity, endpoint, authentication].flatMap(
    (result) => result.error?.issues ?? [],
  );
  return { problems: issues.map((issue) => problemOf(issue, found)) };
}

function problemOf(issue: z.core.$ZodIssue, { settings, connection }: SnowflakeSettings): string {
  const key = SETTING_KEYS.find((candidate) => candidate === issue.path[0]);
  if (key === undefined) return issue.message;
  const setting = settings[key];
  if (setting === undefined) {
    const expected = issue.code === 'invalid_type' ? '' : `, expected ${issue.message}`;
    return `Snowflake ${key} is missing${expected}. Set SNOWFLAKE_${key.toUpperCase()}, or ${key} of connection "${connection}" in connections.toml`;
  }
  const value = SECRET.includes(key) ? 'a secret' : JSON.stringify(setting.value);
  return `Snowflake ${key}: found ${value} in ${setting.source}, expected ${issue.message}`;
}
