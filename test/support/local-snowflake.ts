import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const READY = 'local Snowflake is ready on ';
const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 10_000;

export interface LocalSnowflake {
  accessUrl: string;
  account: string;
  username: string;
  password: string;
  /** Ends the server (SIGTERM, and SIGKILL ten seconds later) and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends the server as kill -9 does; another one can be started on the same data. */
  kill(): Promise<void>;
}

export interface LocalSnowflakeOptions {
  readonly dataDir: string;
  /** A PEM file: the user then logs in with the key pair and not with the password. */
  readonly publicKeyFile?: string;
  /** After how many seconds a session token must be renewed; an hour if not given. */
  readonly sessionValiditySeconds?: number;
}

/**
 * Starts local Snowflake on a free port, with its data in `dataDir`, and waits until it answers.
 * Throws with the server's own words when it ends before it is ready.
 */
export async function startLocalSnowflake(options: LocalSnowflakeOptions): Promise<LocalSnowflake> {
  const login = {
    account: 'local',
    username: 'RATCHET',
    password: randomBytes(12).toString('hex'),
  };
  const server = spawn(resolve('.venv', 'bin', 'python'), argumentsOf(options, login.username), {
    env: {
      ...process.env,
      PYTHONPATH: resolve('python'),
      LOCAL_SNOWFLAKE_PASSWORD: login.password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const accessUrl = await readyUrl(server, options.dataDir);
    return {
      accessUrl,
      ...login,
      stop: () => stopProcess(server),
      kill: () => killProcess(server),
    };
  } catch (error) {
    await stopProcess(server);
    throw error;
  }
}

function argumentsOf(options: LocalSnowflakeOptions, user: string): string[] {
  const { dataDir, publicKeyFile, sessionValiditySeconds: validity } = options;
  const place = ['-m', 'local_snowflake', '--port', '0', '--data', dataDir, '--user', user];
  const proof =
    publicKeyFile === undefined
      ? ['--password-env', 'LOCAL_SNOWFLAKE_PASSWORD']
      : ['--public-key', publicKeyFile];
  return [
    ...place,
    ...proof,
    ...(validity === undefined ? [] : ['--session-validity', String(validity)]),
  ];
}

function readyUrl(server: ChildProcess, dataDir: string): Promise<string> {
  const { stdout, stderr } = server;
  if (stdout === null || stderr === null)
    throw new Error('local Snowflake was started without pipes');
  const complaints: string[] = [];
  stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints.push(text);
    if (complaints.length > 200) complaints.shift();
  });
  return new Promise((ready, fail) => {
    const refuse = (what: string): void => {
      fail(new Error(`local Snowflake ${what} (data in ${dataDir}):\n${complaints.join('')}`));
    };
    const timer = setTimeout(() => {
      refuse(`was not ready within ${String(READY_WITHIN_MS)} ms`);
    }, READY_WITHIN_MS);
    server.once('exit', (code) => {
      clearTimeout(timer);
      refuse(`ended with code ${String(code)} before it was ready`);
    });
    createInterface(stdout).on('line', (line) => {
      if (!line.startsWith(READY)) return;
      clearTimeout(timer);
      ready(line.slice(READY.length).trim());
    });
  });
}

async function killProcess(server: ChildProcess): Promise<void> {
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
}

async function stopProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGTERM');
  const killer = setTimeout(() => server.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await gone;
  clearTimeout(killer);
}
