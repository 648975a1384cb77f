import { describe, expect, it } from 'vitest';

import { MOMENTS } from '../chaos/moments.js';
import { refusal } from '../support/refusal.js';
import type { Fault, RequestPattern } from '../support/snowflake-faults.js';
import type { FaultPlace } from './fault-place.js';
import { useFaultPlaces } from './use-fault-places.js';

const HTML = '<html><body>Bad gateway</body></html>';
const incident = refusal('000603', 'SQL execution internal error: incident 1.', null);
const unavailable = { status: 503, body: HTML };

/** The statements with an effect, each of which a run sends once. */
const STATEMENTS: readonly RequestPattern[] = [
  MOMENTS.open,
  MOMENTS.load,
  MOMENTS.features,
  MOMENTS.train,
  MOMENTS.evaluate,
  MOMENTS.claim,
  MOMENTS.version,
  MOMENTS.switch,
  MOMENTS.serve,
  MOMENTS.close,
];

const QUESTIONS: readonly RequestPattern[] = [MOMENTS.status, MOMENTS.result];

/** What the driver asks of the stage before it uploads a file, and the upload. */
const CODE_FILE: RequestPattern = { request: /^HEAD \/stage-objects.*train\.py/ };
const CODE_UPLOAD: RequestPattern = { request: /^PUT \/stage-objects.*train\.py/ };

type Effect = Omit<Fault, keyof RequestPattern>;
type Row = readonly [what: string, met: readonly RequestPattern[], effect: Effect];

const once = (effect: Omit<Effect, 'times'>): Effect => ({ ...effect, times: 1 });

/**
 * What one run meets, each statement one after the other: whoever sends it again meets the next fault. Only the last one may
 * let it have run and say otherwise, because the next attempt finds it and does not send it again.
 */
const RUNS: readonly (readonly Row[])[] = [
  [
    ['each statement was lost on its way', STATEMENTS, once({ reset: 'before' })],
    [
      'E8 each statement met 429',
      STATEMENTS,
      once({ answer: { status: 429, body: '', headers: { 'retry-after': '1' } } }),
    ],
    ['E7 a proxy answered each statement', STATEMENTS, once({ rewrite: () => HTML })],
  ],
  [
    [
      'E6 each session was gone',
      STATEMENTS,
      once({ answer: refusal('390111', 'Session no longer exists.', null) }),
    ],
    ['S2 each statement met 503 twice', STATEMENTS, { times: 2, answer: unavailable }],
    ['E7 the answer to each statement was {}', STATEMENTS, once({ rewrite: () => '{}' })],
  ],
  [
    ['P3 E7 each answer ended half-way', STATEMENTS, once({ truncate: true })],
    ['S14 questions met 503 five times', QUESTIONS, { times: 5, answer: unavailable }],
  ],
  [
    ['each statement came twice', STATEMENTS, once({ duplicate: true })],
    [
      'S15 questions met an expired session',
      QUESTIONS,
      once({ answer: refusal('390112', 'Your session has expired.', null) }),
    ],
    [
      'S16 questions had no data',
      QUESTIONS,
      { times: 3, answer: { status: 200, body: '{"data":null}' } },
    ],
  ],
  [
    ['a question for a file was reset', [CODE_FILE], once({ reset: 'before' })],
    [
      'a proxy said that the file was there',
      [CODE_FILE],
      once({ answer: { status: 200, body: '' } }),
    ],
    ['its upload was reset', [CODE_UPLOAD], once({ reset: 'before' })],
  ],
];
const SEEN_RUN: readonly Row[] = [
  ['S1 each statement ran and its answer was lost', STATEMENTS, once({ reset: 'after' })],
  ['E16 each answer was an incident', STATEMENTS, once({ rewrite: () => incident.body })],
];

const titleOf = (rows: readonly Row[]) => rows.map(([what]) => what).join(', then ');

const places = useFaultPlaces();

/** A run is promoted with one training whatever it meets, and every promise is kept. */
async function expectPromotion(place: FaultPlace, rows: readonly Row[]): Promise<void> {
  const ordered = rows.flatMap(([what, met, effect]) =>
    met.map((pattern) => ({ what, pattern, fault: place.proxy.spoil({ ...pattern, ...effect }) })),
  );
  const run = await place.retrain();

  expect(await run.end()).toBe('PROMOTED');
  const unmet = ordered.filter(({ fault }) => fault.hits === 0);
  expect(unmet.map(({ what, pattern }) => ({ what, pattern }))).toEqual([]);
  expect(await run.trainings()).toHaveLength(1);
  expect((await place.conclude()).violations).toEqual([]);
}

describe.concurrent('a run is promoted with one training, and callers never notice:', () => {
  it(titleOf(SEEN_RUN), () =>
    places.within('answers-seen', async (place) => {
      place.startWorker();
      expect(await (await place.retrain()).end()).toBe('PROMOTED');
      await place.probe();
      await expectPromotion(place, SEEN_RUN);
    }),
  );
});

describe.concurrent('a run is promoted with one training:', () => {
  it.each(RUNS.map((rows, index) => [titleOf(rows), index, rows] as const))(
    '%s',
    (_, index, rows) =>
      places.within(`answers-${index}`, async (place) => {
        place.startWorker();
        await expectPromotion(place, rows);
      }),
  );
});
