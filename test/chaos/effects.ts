import { refusal } from '../support/refusal.js';
import type { Fault, Moment, RequestPattern } from '../support/snowflake-faults.js';
import type { SnowflakeProxy } from '../support/snowflake-proxy.js';
import { MOMENTS } from './moments.js';
import type { EffectName, PlannedFault } from './plan.js';

const HTML = '<html><body>Service Unavailable</body></html>';

function refused(code: string, message: string): Pick<Fault, 'answer'> {
  return { answer: refusal(code, message, null) };
}

/** Longer than the driver's first patience, shorter than an attempt's. */
const DELAY_MS = 1_500;

/** A request hangs so long: the driver itself would wait for minutes, and a seed has to come to its end. */
const HANG_MS = 12_000;

const FAULTS: Readonly<
  Record<Exclude<EffectName, 'hang-before' | 'hang-after'>, Omit<Fault, 'times'>>
> = {
  'status-503': { answer: { status: 503, body: HTML } },
  'status-429': { answer: { status: 429, body: HTML, headers: { 'retry-after': '1' } } },
  'status-500': { answer: { status: 500, body: HTML } },
  'status-403': { answer: { status: 403, body: HTML } },
  html: { answer: { status: 200, body: HTML, headers: { 'content-type': 'text/html' } } },
  empty: { answer: { status: 200, body: '{}' } },
  'reset-before': { reset: 'before' },
  'reset-after': { reset: 'after' },
  'drop-after': { drop: 'after' },
  truncate: { truncate: true },
  delay: { delayMs: DELAY_MS },
  duplicate: { duplicate: true },
  'session-gone': refused(
    '390111',
    'Session no longer exists. New login required to access the service.',
  ),
  throttled: refused('200099', 'Too many requests, throttled'),
  'lock-wait': refused('000635', 'Statement waits for a lock with too many others'),
  'warehouse-suspended': refused('000608', 'Warehouse is suspended'),
  'no-package': { answer: { status: 200, body: 'cut', headers: { 'content-encoding': 'gzip' } } },
  // The server has done what it was asked for.
  'empty-success': { rewrite: () => JSON.stringify({ success: true, data: {} }) },
  'late-token': refused('390144', 'JWT token is invalid'),
};

/** Orders a fault; the result says how many requests it has met so far. */
export function orderFault(
  proxy: SnowflakeProxy,
  { moment, effect, times }: PlannedFault,
): () => number {
  const pattern = { ...MOMENTS[moment.name], skip: moment.skip };
  if (effect === 'hang-before' || effect === 'hang-after') {
    return hang(proxy, pattern, effect === 'hang-before' ? 'before' : 'after');
  }
  const ordered = proxy.spoil({ ...pattern, ...FAULTS[effect], times });
  return () => ordered.hits;
}

function hang(proxy: SnowflakeProxy, pattern: RequestPattern, at: Moment): () => number {
  let hits = 0;
  void proxy.hold({ ...pattern, at }).then((held) => {
    hits = 1;
    setTimeout(() => held.reset(), HANG_MS).unref();
  });
  return () => hits;
}
