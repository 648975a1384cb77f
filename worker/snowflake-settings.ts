import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { parse, TomlError, type TomlTable, type TomlValue } from 'smol-toml';

import { privateFileProblem } from './private-file.js';

export const SETTING_KEYS = [
  'account',
  'user',
  'authenticator',
  'private_key_file',
  'private_key_passphrase',
  'password',
  'token',
  'token_file_path',
  'role',
  'warehouse',
  'database',
  'schema',
  'host',
  'port',
  'protocol',
] as const;
export type SettingKey = (typeof SETTING_KEYS)[number];

const ALIASES: Readonly<Record<string, SettingKey>> = {
  username: 'user',
  private_key_path: 'private_key_file',
  private_key_file_pwd: 'private_key_passphrase',
};

/** A setting of the connection, and where it stands: a variable or a file. */
interface Setting {
  readonly value: string;
  readonly source: string;
}

/** The settings of one connection as `snow` finds them, and what was wrong on the way. */
export interface SnowflakeSettings {
  readonly connection: string;
  readonly settings: Readonly<Partial<Record<SettingKey, Setting>>>;
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the connection in the order of the `snow` CLI, later ones winning: config.toml, connections.toml (which replaces
 * a connection as a whole), SNOWFLAKE_<KEY>, SNOWFLAKE_CONNECTIONS_<NAME>_<KEY>.
 */
export function readSnowflakeSettings(environment: Environment): SnowflakeSettings {
  const home = environment['SNOWFLAKE_HOME'] ?? join(homedir(), '.snowflake');
  const config = readToml(join(home, 'config.toml'));
  const connections = readToml(join(home, 'connections.toml'));
  const connection =
    environment['SNOWFLAKE_DEFAULT_CONNECTION_NAME'] ??
    textOf(config.table['default_connection_name']) ??
    'default';
  const inConfig = tableAt(tableAt(config.table, 'connections'), connection);
  const inConnections = tableAt(connections.table, connection);
  return {
    connection,
    settings: {
      ...(inConnections === null
        ? fromTable(inConfig, config.file)
        : fromTable(inConnections, connections.file)),
      ...fromVariables(environment, 'SNOWFLAKE_'),
      ...fromVariables(environment, `SNOWFLAKE_CONNECTIONS_${connection.toUpperCase()}_`),
    },
    problems: [...config.problems, ...connections.problems],
  };
}

interface TomlFile {
  readonly file: string;
  readonly table: TomlTable;
  readonly problems: readonly string[];
}

function readToml(file: string): TomlFile {
  if (!existsSync(file)) return { file, table: {}, problems: [] };
  const problem = privateFileProblem(file);
  try {
    const table = parse(readFileSync(file, 'utf8'));
    return { file, table, problems: problem === null ? [] : [problem] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Its message shows the line, which may hold a password.
    const found = `${file}, line ${error.line}, column ${error.column}: not TOML`;
    return { file, table: {}, problems: problem === null ? [found] : [problem, found] };
  }
}

function tableAt(table: TomlTable | null, key: string): TomlTable | null {
  const found = table !== null && Object.hasOwn(table, key) ? table[key] : undefined;
  return isTable(found) ? found : null;
}

function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

function textOf(value: TomlValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

type Found = Partial<Record<SettingKey, Setting>>;

function fromTable(table: TomlTable | null, source: string): Found {
  const found: Found = {};
  for (const [name, value] of Object.entries(table ?? {})) {
    const key = settingKey(name.toLowerCase());
    const text = textOf(value);
    if (key !== undefined && text !== undefined) found[key] = { value: text, source };
  }
  return found;
}

function fromVariables(environment: Environment, prefix: string): Found {
  const found: Found = {};
  for (const key of [...Object.keys(ALIASES), ...SETTING_KEYS]) {
    const source = `${prefix}${key.toUpperCase()}`;
    const value = environment[source];
    const name = settingKey(key);
    if (name !== undefined && value !== undefined && value !== '') found[name] = { value, source };
  }
  return found;
}

function settingKey(name: string): SettingKey | undefined {
  return SETTING_KEYS.find((key) => key === name) ?? ALIASES[name];
}
