import { describe, expect, it } from 'vitest';

import { createLogger, driverLogger, secretsOf, temporalLogger } from '../../worker/logger.js';

function logged(
  secrets: readonly string[],
  write: (logger: ReturnType<typeof createLogger>) => void,
): string {
  const lines: string[] = [];
  write(createLogger('trace', secrets, { write: (line) => lines.push(line) }));
  return lines.join('');
}

describe('createLogger', () => {
  it.each<[string, (logger: ReturnType<typeof createLogger>) => void]>([
    ['a message', (logger) => logger.info('login with p"CANARY')],
    ['a member', (logger) => logger.info({ options: { password: 'p"CANARY' } }, 'login')],
    ['an error', (logger) => logger.error({ error: new Error('refused p"CANARY') }, 'login')],
    ['a child', (logger) => logger.child({ token: 'p"CANARY' }).warn('login')],
  ])('cuts a known secret out of %s', (_, write) => {
    expect(logged(['p"CANARY'], write)).toMatch(/login/);
    expect(logged(['p"CANARY'], write)).not.toContain('CANARY');
  });

  it('cuts out keys and tokens that it does not know', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----';
    const text = logged([], (logger) =>
      logger.info({ key, jwt: 'eyJhbGciOi.CANARY.x' }, 'token=CANARY'),
    );

    expect(text).not.toContain('CANARY');
    expect(JSON.parse(text)).toMatchObject({ level: 30 });
  });
});

describe('temporalLogger', () => {
  it('keeps level, message and attributes', () => {
    const text = logged([], (logger) => {
      temporalLogger(logger).log('WARN', 'Activity failed', { attempt: 2 });
    });

    expect(JSON.parse(text)).toMatchObject({ level: 40, msg: 'Activity failed', attempt: 2 });
  });
});

describe('driverLogger', () => {
  it('hides the values that the driver quotes', () => {
    const text = logged([], (logger) =>
      driverLogger(logger).warn('precision loss when converting 9007199254740993'),
    );

    expect(text).toContain('precision loss');
    expect(text).not.toContain('9007199254740993');
  });
});

describe('secretsOf', () => {
  const config = {
    account: 'a',
    user: 'u',
    accessUrl: null,
    role: null,
    warehouse: null,
    database: 'D',
    schema: 'S',
  };

  it.each([
    [{ kind: 'password', password: 'p' } as const, ['p']],
    [{ kind: 'oauth', token: { text: 't' } } as const, ['t']],
    [{ kind: 'oauth', token: { file: '/f' } } as const, []],
    [{ kind: 'key-pair', privateKeyFile: '/f', passphrase: 'x' } as const, ['x']],
    [{ kind: 'key-pair', privateKeyFile: '/f', passphrase: null } as const, []],
  ])('of %j are %j', (authentication, secrets) => {
    expect(secretsOf({ ...config, authentication })).toEqual(secrets);
  });
});
