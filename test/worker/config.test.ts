import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { readWorkerConfig } from '../../worker/config.js';
import { ConfigurationProblem } from '../../worker/configuration-problem.js';

let home: string;
let keyFile: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ratchet-config-'));
  keyFile = privateFile('rsa_key.p8', '-----BEGIN PRIVATE KEY-----');
});
afterEach(() => rmSync(home, { recursive: true }));

function privateFile(name: string, text: string): string {
  const file = join(home, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** An environment that is complete; `changes` replace, or with undefined remove. */
function environment(changes: Record<string, string | undefined> = {}) {
  return {
    SNOWFLAKE_HOME: home,
    TEMPORAL_CONFIG_FILE: privateFile('temporal.toml', '[profile.default]\n'),
    SNOWFLAKE_ACCOUNT: 'myorg-myaccount',
    SNOWFLAKE_USER: 'RATCHET',
    SNOWFLAKE_AUTHENTICATOR: 'SNOWFLAKE_JWT',
    SNOWFLAKE_PRIVATE_KEY_FILE: keyFile,
    SNOWFLAKE_DATABASE: 'ml',
    SNOWFLAKE_SCHEMA: 'PUBLIC',
    ...changes,
  };
}

function problemsOf(changes: Record<string, string | undefined>): readonly string[] {
  try {
    readWorkerConfig(environment(changes));
    return [];
  } catch (error) {
    if (error instanceof ConfigurationProblem) return error.problems;
    throw error;
  }
}

describe('readWorkerConfig', () => {
  it('reads a whole environment', () => {
    const config = readWorkerConfig(
      environment({
        TEMPORAL_ADDRESS: 'temporal:7233',
        TEMPORAL_NAMESPACE: 'ml',
        SNOWFLAKE_ROLE: 'trainer',
      }),
    );

    expect(config).toMatchObject({
      taskQueue: 'ratchet',
      logLevel: 'info',
      createDatabase: false,
      temporal: { namespace: 'ml', connectionOptions: { address: 'temporal:7233' } },
      snowflake: {
        account: 'myorg-myaccount',
        accessUrl: null,
        database: 'ML',
        role: 'TRAINER',
        warehouse: null,
        authentication: { kind: 'key-pair', privateKeyFile: keyFile, passphrase: null },
      },
    });
  });

  it.each([
    [{}, null],
    [{ RATCHET_DEPLOYMENT: 'ratchet' }, { name: 'ratchet', buildId: null }],
    [
      { RATCHET_DEPLOYMENT: 'ratchet', RATCHET_BUILD_ID: '1.4.2-9f3c' },
      { name: 'ratchet', buildId: '1.4.2-9f3c' },
    ],
  ])('is a version of a deployment by %j', (changes, deployment) => {
    expect(readWorkerConfig(environment(changes)).deployment).toEqual(deployment);
  });

  it.each([
    [{}, 30_000],
    [{ RATCHET_HISTORY_LAG_SECONDS: '1' }, 1_000],
  ])('waits for the query history by %j', (changes, lagMs) => {
    expect(readWorkerConfig(environment(changes)).historyLagMs).toBe(lagMs);
  });

  it('takes what ratchet dev sets', () => {
    const { snowflake, createDatabase } = readWorkerConfig(
      environment({
        SNOWFLAKE_ACCOUNT: 'local',
        SNOWFLAKE_PROTOCOL: 'http',
        SNOWFLAKE_HOST: '127.0.0.1',
        SNOWFLAKE_PORT: '8084',
        RATCHET_CREATE_DATABASE: '1',
      }),
    );

    expect(snowflake.accessUrl).toBe('http://127.0.0.1:8084');
    expect(createDatabase).toBe(true);
  });

  it.each<[string, Record<string, string>, object]>([
    [
      'a password',
      { SNOWFLAKE_AUTHENTICATOR: 'snowflake', SNOWFLAKE_PASSWORD: 'p' },
      { kind: 'password', password: 'p' },
    ],
    [
      'an OAuth token',
      { SNOWFLAKE_AUTHENTICATOR: 'OAUTH', SNOWFLAKE_TOKEN: 't' },
      { kind: 'oauth', token: { text: 't' } },
    ],
    [
      'a programmatic access token',
      { SNOWFLAKE_AUTHENTICATOR: 'PROGRAMMATIC_ACCESS_TOKEN', SNOWFLAKE_TOKEN: 't' },
      { kind: 'programmatic-access-token', token: { text: 't' } },
    ],
  ])('logs in by %s', (_, changes, authentication) => {
    expect(readWorkerConfig(environment(changes)).snowflake.authentication).toEqual(authentication);
  });

  it('names every problem at once', () => {
    const problems = problemsOf({
      SNOWFLAKE_ACCOUNT: undefined,
      SNOWFLAKE_DATABASE: 'a; DROP TABLE T',
      SNOWFLAKE_PRIVATE_KEY_FILE: '/nowhere/key.p8',
      SNOWFLAKE_HOST: 'evil.example',
      RATCHET_LOG_LEVEL: 'loud',
    });

    expect(problems).toEqual([
      expect.stringContaining('Snowflake account is missing. Set SNOWFLAKE_ACCOUNT'),
      expect.stringContaining('Snowflake database: found "a; DROP TABLE T" in SNOWFLAKE_DATABASE'),
      expect.stringContaining('Snowflake host: found "evil.example"'),
      expect.stringContaining('/nowhere/key.p8 does not exist'),
      expect.stringContaining('RATCHET_LOG_LEVEL: found "loud"'),
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ['an account with a path', { SNOWFLAKE_ACCOUNT: 'evil.com#' }],
    ['an account with a slash', { SNOWFLAKE_ACCOUNT: 'evil.com/x' }],
    ['an account with a user', { SNOWFLAKE_ACCOUNT: 'user@evil.com' }],
    ['an account with a port', { SNOWFLAKE_ACCOUNT: 'evil.com:443' }],
    ['an account with a query', { SNOWFLAKE_ACCOUNT: 'evil.com?' }],
    ['an account of two lines', { SNOWFLAKE_ACCOUNT: 'myorg\nevil.com' }],
    ['an account up the path', { SNOWFLAKE_ACCOUNT: '../evil' }],
    ['a host with a user', { SNOWFLAKE_HOST: 'evil.example@x.snowflakecomputing.com' }],
    ['a host with a path', { SNOWFLAKE_HOST: 'evil.example/x.snowflakecomputing.com' }],
    ['a host with a fragment', { SNOWFLAKE_HOST: 'evil.example#.snowflakecomputing.com' }],
    ['a host of two lines', { SNOWFLAKE_HOST: 'x.snowflakecomputing.com\nevil.example' }],
    ['a URL as the host', { SNOWFLAKE_HOST: 'https://x.snowflakecomputing.com' }],
    ['another host without TLS', { SNOWFLAKE_HOST: '10.0.0.7', SNOWFLAKE_PROTOCOL: 'http' }],
    ['all interfaces', { SNOWFLAKE_HOST: '0.0.0.0', SNOWFLAKE_PROTOCOL: 'http' }],
    ['a port with more', { SNOWFLAKE_PORT: '443@evil.example' }],
    ['another protocol', { SNOWFLAKE_PROTOCOL: 'file' }],
    ['a role with a quote', { SNOWFLAKE_ROLE: 'R"; DROP ROLE X' }],
    ['a warehouse of two names', { SNOWFLAKE_WAREHOUSE: 'A.B' }],
    ['a user with a quote', { SNOWFLAKE_USER: "R' OR '1" }],
    ['a metadata service', { SNOWFLAKE_HOST: '169.254.169.254', SNOWFLAKE_PROTOCOL: 'http' }],
    ['a look-alike host', { SNOWFLAKE_HOST: 'snowflakecomputing.com.evil.example' }],
    ['another look-alike host', { SNOWFLAKE_HOST: 'x.evilsnowflakecomputing.com' }],
    [
      'Snowflake without TLS',
      { SNOWFLAKE_HOST: 'x.snowflakecomputing.com', SNOWFLAKE_PROTOCOL: 'http' },
    ],
    ['http without a host', { SNOWFLAKE_PROTOCOL: 'http' }],
    ['loopback without http', { SNOWFLAKE_HOST: '127.0.0.1' }],
    ['a port that is none', { SNOWFLAKE_PORT: '0' }],
    ['a browser login', { SNOWFLAKE_AUTHENTICATOR: 'EXTERNALBROWSER' }],
    ['a quoted schema', { SNOWFLAKE_SCHEMA: '"x"' }],
    ['no Task Queue', { RATCHET_TASK_QUEUE: '' }],
    ['a deployment with a dot', { RATCHET_DEPLOYMENT: 'ratchet.prod' }],
    ['a version of no deployment', { RATCHET_BUILD_ID: '1' }],
    ['a lag of the query history with a unit', { RATCHET_HISTORY_LAG_SECONDS: '30s' }],
    ['a log of the driver', { SF_CLIENT_CONFIG_FILE: '/etc/sf_client_config.json' }],
    ['a version with a blank', { RATCHET_DEPLOYMENT: 'ratchet', RATCHET_BUILD_ID: 'a b' }],
    ['a database to be made on an account', { RATCHET_CREATE_DATABASE: '1' }],
  ])('refuses %s', (_, changes) => {
    expect(problemsOf(changes)).not.toEqual([]);
  });

  it.each(['x.snowflakecomputing.com', 'myorg-a.privatelink.snowflakecomputing.cn'])(
    'takes %s',
    (host) => {
      expect(problemsOf({ SNOWFLAKE_HOST: host })).toEqual([]);
    },
  );

  it('refuses a home in which drivers find that they have to log', () => {
    vi.stubEnv('HOME', home);
    expect(problemsOf({})).toEqual([]);
    const file = privateFile('sf_client_config.json', '{"common":{"log_level":"TRACE"}}');

    expect(problemsOf({})).toEqual([expect.stringContaining(`${file} has Snowflake's drivers`)]);
    vi.unstubAllEnvs();
  });

  it('refuses a key that others can read', () => {
    chmodSync(keyFile, 0o644);

    expect(problemsOf({})).toEqual([expect.stringContaining('mode 644): run chmod 600')]);
  });

  it('never says the value of a secret', () => {
    const problems = problemsOf({
      SNOWFLAKE_AUTHENTICATOR: 'OAUTH',
      SNOWFLAKE_PASSWORD: 'CANARY',
      SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: 'CANARY',
      SNOWFLAKE_ACCOUNT: '?',
    });

    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('CANARY');
  });
});

function connection(name: string, user: string): string {
  return `[${name}]\naccount = "a"\nuser = "${user}"\npassword = "p"\ndatabase = "D"\nschema = "S"\n`;
}

describe('the connection that readWorkerConfig finds', () => {
  const nothing = Object.fromEntries(
    ['ACCOUNT', 'USER', 'AUTHENTICATOR', 'PRIVATE_KEY_FILE', 'DATABASE', 'SCHEMA'].map((key) => [
      `SNOWFLAKE_${key}`,
      undefined,
    ]),
  );
  function userOf(changes: Record<string, string | undefined> = {}): string {
    return readWorkerConfig(environment({ ...nothing, ...changes })).snowflake.user;
  }

  it('is the one of config.toml, when there is no other', () => {
    privateFile('config.toml', connection('connections.default', 'FROM_CONFIG'));

    expect(userOf()).toBe('FROM_CONFIG');
  });

  it('is the one of connections.toml as a whole, before config.toml', () => {
    privateFile('config.toml', `${connection('connections.default', 'FROM_CONFIG')}role = "R"\n`);
    privateFile('connections.toml', connection('default', 'FROM_CONNECTIONS'));

    const { user, role } = readWorkerConfig(environment(nothing)).snowflake;
    expect({ user, role }).toEqual({ user: 'FROM_CONNECTIONS', role: null });
  });

  it('has its settings replaced one by one by variables, those of the connection last', () => {
    privateFile('connections.toml', connection('default', 'FROM_CONNECTIONS'));

    expect(userOf({ SNOWFLAKE_USER: 'GENERAL' })).toBe('GENERAL');
    expect(userOf({ SNOWFLAKE_USER: 'GENERAL', SNOWFLAKE_CONNECTIONS_DEFAULT_USER: 'NAMED' })).toBe(
      'NAMED',
    );
  });

  it('is chosen by SNOWFLAKE_DEFAULT_CONNECTION_NAME, else by config.toml', () => {
    privateFile('config.toml', 'default_connection_name = "dev"\n');
    privateFile('connections.toml', connection('dev', 'DEV') + connection('prod', 'PROD'));

    expect(userOf()).toBe('DEV');
    expect(userOf({ SNOWFLAKE_DEFAULT_CONNECTION_NAME: 'prod' })).toBe('PROD');
  });

  it('is refused from a file that others can read, or that is not TOML, without showing its lines', () => {
    const file = privateFile('connections.toml', `${connection('default', 'U')}password = CANARY`);
    chmodSync(file, 0o644);

    expect(problemsOf({})).toEqual([
      expect.stringContaining('is open to others'),
      expect.stringContaining('line 7, column'),
    ]);
    expect(problemsOf({}).join()).not.toContain('CANARY');
  });
});
