import { randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { openSnowflake, type OpenSnowflake } from '../../activities/snowflake/open-snowflake.js';
import type { Warehouse } from '../../activities/snowflake/warehouse.js';
import { newRun } from '../support/activity-place.js';
import { runPython } from '../support/dev-environment.js';
import { refusal } from '../support/refusal.js';
import { REQUESTS } from '../support/snowflake-requests.js';
import {
  Attempt,
  failureOf,
  HISTORY_LAG_MS,
  openSpoiltSnowflake,
  type SpoiltSnowflake,
} from '../support/spoilt-snowflake.js';

let spoilt: SpoiltSnowflake;
beforeAll(async () => {
  spoilt = await openSpoiltSnowflake('logins');
});
afterEach(() => spoilt.proxy.clear());
afterAll(() => spoilt.close());

/** A Worker that has not logged in yet. */
async function withNewWorker<Result>(
  work: (snowflake: OpenSnowflake) => Promise<Result>,
  changes: Partial<SpoiltSnowflake['config']> = {},
): Promise<Result> {
  const snowflake = openSnowflake(
    { ...spoilt.config, ...changes },
    { historyLagMs: HISTORY_LAG_MS },
  );
  try {
    return await work(snowflake);
  } finally {
    await snowflake.close();
  }
}

const select = (warehouse: Warehouse) => warehouse.execute({ sql: 'SELECT 7 AS "N"' });

function attempt(snowflake: OpenSnowflake, number = 1): Promise<unknown> {
  return failureOf(new Attempt(snowflake, number, {}, newRun()).run(select));
}

describe('a login that is refused for good', () => {
  it('E1 is tried once, whoever asks afterwards or at the same time', async () => {
    const refused = spoilt.proxy.spoil({
      request: REQUESTS.login,
      times: Infinity,
      answer: refusal('390100'),
    });
    await withNewWorker(async (snowflake) => {
      const errors = await Promise.all([attempt(snowflake), attempt(snowflake)]);
      errors.push(await attempt(snowflake));

      for (const error of errors) {
        expect(error).toMatchObject({ type: 'SnowflakeAuthentication', reaction: 'permanent' });
      }
    });
    expect(refused.hits).toBe(1);
  });
});

/** What twenty Activities at a time meet, so long after the first one logged in. */
async function meet(
  code: string,
  laterMs: number,
): Promise<{ readonly errors: unknown[]; readonly logins: number }> {
  return withNewWorker(async (snowflake) => {
    expect(await attempt(snowflake)).toBeNull();
    const answer = refusal(code);
    const gone = {
      request: /^POST \/session\/heartbeat/,
      times: Infinity,
      answer: refusal('390111'),
    };
    spoilt.proxy.spoil(gone);
    const refused = spoilt.proxy.spoil({ request: REQUESTS.login, times: Infinity, answer });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + laterMs });
    const errors = await Promise.all(Array.from({ length: 20 }, () => attempt(snowflake)));
    return { errors, logins: refused.hits };
  });
}
describe('a refusal after other logins', () => {
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['a password that was changed', '390100'],
    ['a user that is locked', '390102'],
    ['a role that was taken away', '390189'],
  ])('is met by one login for twenty Activities: %s', async (_, code) => {
    const { errors, logins } = await meet(code, 5 * 60_000);

    for (const error of errors) expect(error).toMatchObject({ code });
    expect(logins).toBe(1);
  });

  it('is met by one login right after the good one; one Activity has the session of that', async () => {
    const { errors, logins } = await meet('390100', 0);

    expect(errors.filter((error) => error === null)).toHaveLength(1);
    expect(logins).toBe(1);
  });
});

describe('the cancellation of statements after a password was changed', () => {
  it('tries it once, however many there are', async () => {
    await withNewWorker(async (snowflake) => {
      expect(await attempt(snowflake)).toBeNull();
      const answer = refusal('390100');
      const refused = spoilt.proxy.spoil({ request: REQUESTS.login, times: Infinity, answer });
      const queryIds = Array.from({ length: 5 }, () => randomUUID());
      const cancelling = new Attempt(snowflake, 1, {}, newRun()).run((warehouse) =>
        Promise.all(queryIds.map((queryId) => failureOf(warehouse.cancel(queryId)))),
      );

      for (const error of await cancelling) expect(error).toMatchObject({ code: '390100' });
      expect(refused.hits).toBe(1);
    });
  });
});

describe('twenty Activities that begin together', () => {
  it('log in together, after the first', async () => {
    const held = spoilt.proxy.hold({ request: REQUESTS.login });
    const rest = Array.from({ length: 19 }, () => ({ request: REQUESTS.login }));
    await withNewWorker(async (snowflake) => {
      const all = Promise.all(Array.from({ length: 20 }, () => attempt(snowflake)));
      const first = await held;
      const others = rest.map((pattern) => spoilt.proxy.hold(pattern));
      first.release();
      for (const other of await Promise.all(others)) other.release();

      expect(await all).toEqual(Array.from({ length: 20 }, () => null));
    });
  });

  it('do not wait for one that has no answer', async () => {
    const hung = spoilt.proxy.spoil({ request: REQUESTS.login, times: 1, hang: 'before' });
    await withNewWorker(async (snowflake) => {
      void attempt(snowflake);
      await expect.poll(() => hung.hits).toBe(1);

      expect(await attempt(snowflake)).toBeNull();
    });
  });
});

describe('what is done about a refusal', () => {
  it.each([
    ['a wrong password', '390100', 5 * 60_000],
    ['a role that is not granted', '390189', 10_000],
  ])('is seen in time: %s', async (_, code, heldForMs) => {
    const login = { request: REQUESTS.login, times: 1, answer: refusal(code) };
    const refused = spoilt.proxy.spoil(login);
    await withNewWorker(async (snowflake) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      expect(await attempt(snowflake)).toMatchObject({ code });
      vi.setSystemTime(Date.now() + heldForMs - 1);
      expect(await attempt(snowflake)).toMatchObject({ code });
      vi.setSystemTime(Date.now() + 1);
      expect(await attempt(snowflake)).toBeNull();
    });
    expect(refused.hits).toBe(1);
  });
  afterEach(() => void vi.useRealTimers());
});

describe('a login whose token came too late', () => {
  it('E2 is signed anew by the next attempt', async () => {
    const late = spoilt.proxy.spoil({
      request: REQUESTS.login,
      times: 1,
      answer: refusal('390144'),
    });
    await withNewWorker(async (snowflake) => {
      expect(await attempt(snowflake)).toMatchObject({ reaction: 'reconnect', maxAttempts: 4 });
      expect(await attempt(snowflake, 2)).toBeNull();
    });
    expect(late.hits).toBe(1);
  });
});

describe('a login whose token never is right', () => {
  it('E3 is signed anew three times, by however many attempts and Activities', async () => {
    const answer = refusal('390144');
    const refused = spoilt.proxy.spoil({ request: REQUESTS.login, times: Infinity, answer });
    await withNewWorker(async (snowflake) => {
      for (let number = 1; number <= 6; number += 1) {
        expect(await attempt(snowflake, number)).toMatchObject({ code: '390144', maxAttempts: 4 });
      }
    });
    expect(refused.hits).toBe(4);
  });
});

describe('a server whose certificate nobody knows', () => {
  it('E12 is refused before anything is said to it, for good', async () => {
    const [key, certificate] = (await runPython('-c', SELF_SIGNED)).split('\0');
    let requests = 0;
    const server = createServer({ key, cert: certificate }, () => (requests += 1)).listen(0);
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const accessUrl = `https://localhost:${address.port}`;

    await withNewWorker(
      async (snowflake) =>
        expect(await attempt(snowflake)).toMatchObject({
          type: 'SnowflakeConnection',
          reaction: 'permanent',
        }),
      { accessUrl },
    );
    server.close();
    expect(requests).toBe(0);
  });
});

/** Prints a key, NUL, and a certificate for localhost that only this key vouches for. */
const SELF_SIGNED = `
import datetime as dt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization as s
from cryptography.hazmat.primitives.asymmetric import rsa

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
now = dt.datetime.now(dt.UTC)
certificate = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    .sign(key, hashes.SHA256())
)
pem = s.Encoding.PEM
print(key.private_bytes(pem, s.PrivateFormat.PKCS8, s.NoEncryption()).decode(), end="\\0")
print(certificate.public_bytes(pem).decode())
`;
