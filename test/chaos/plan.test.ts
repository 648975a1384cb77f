import { describe, expect, it } from 'vitest';

import { callSproc } from '../../activities/procedures/statements.js';
import { sprocName } from '../../pipeline/object-names.js';
import { EMITTED } from '../support/emitted-statements.js';
import { makePlan } from './make-plan.js';
import { MOMENTS } from './moments.js';
import { readOptions } from './options.js';
import { EFFECTS, type Plan } from './plan.js';
import { randomOf } from './random.js';
import { planText } from './report.js';

const SEEDS = Array.from({ length: 500 }, (_, seed) => seed);
const plans = SEEDS.map(makePlan);

function actions({ disturbances }: Plan): string[] {
  return disturbances.map(({ action }) => action.kind);
}

describe('the numbers of a seed', () => {
  it('are those of mulberry32', () => {
    const random = randomOf(1);

    // The first numbers of the published generator for seed 1: 0.6270739405881613, 0.002735721180215478.
    expect([random.between(0, 999), random.between(0, 999)]).toEqual([627, 2]);
  });

  it('are never outside of what is asked for', () => {
    const random = randomOf(7);
    const drawn = Array.from({ length: 1_000 }, () => random.between(3, 5));

    expect(new Set(drawn)).toEqual(new Set([3, 4, 5]));
    expect(() => random.oneOf([])).toThrow(RangeError);
  });

  it('come as often as their weights say', () => {
    const random = randomOf(7);
    const drawn = Array.from({ length: 4_000 }, () =>
      random.weighted([
        [3, 'often'],
        [1, 'rarely'],
        [0, 'never'],
      ]),
    );

    expect(drawn.filter((word) => word === 'never')).toEqual([]);
    expect(drawn.filter((word) => word === 'often').length / drawn.length).toBeCloseTo(0.75, 1);
  });
});

describe('the plan of a seed', () => {
  it('is the same each time, and another for the next seed', () => {
    expect(SEEDS.map(makePlan)).toEqual(plans);
    expect(new Set(plans.map(planText)).size).toBe(SEEDS.length);
  });

  it('begins with a model that may be promoted, under names of its own', () => {
    expect(plans.map(({ models }) => models[0]?.kind)).toEqual(SEEDS.map(() => 'promotable'));
    expect(
      plans.every(({ seed, models }) => models.every(({ name }) => name.startsWith(`s${seed}-`))),
    ).toBe(true);
  });

  it('knows every kind of model, start, action and fault', () => {
    const models = plans.flatMap((plan) => plan.models);
    const starts = models.flatMap(({ script }) => script.map(({ start }) => start.kind));

    expect(new Set(models.map(({ kind }) => kind)).size).toBe(4);
    expect(new Set(starts)).toEqual(new Set(['run', 'trigger', 'rollback']));
    expect(new Set(plans.flatMap(actions)).size).toBe(10);
    expect(new Set(plans.flatMap(({ faults }) => faults.map(({ effect }) => effect)))).toEqual(
      new Set(EFFECTS),
    );
  });
});

describe('a moment', () => {
  const calls = (['TRAIN', 'EVALUATE', 'CLAIM', 'SWITCH', 'SERVE'] as const).map((purpose) =>
    callSproc(sprocName(purpose, 'c0ffee'.repeat(10)), ['{}']),
  );
  const statements = [
    ...EMITTED.flatMap(({ examples }) => Object.values(examples).flat()),
    ...calls,
  ];
  const ofStatements = Object.entries(MOMENTS).flatMap(([name, moment]) =>
    'sql' in moment ? [{ name, sql: moment.sql }] : [],
  );

  it.each(ofStatements)('$name is a statement that Ratchet sends', ({ sql }) => {
    expect(statements.filter((statement) => sql.test(statement.sql))).not.toEqual([]);
  });
});

describe('the command line', () => {
  it.each([
    [['--seed', '7'], [7]],
    [
      ['--seed', '7', '--runs', '3'],
      [7, 8, 9],
    ],
    [
      ['--seeds', '2..4'],
      [2, 3, 4],
    ],
  ])('%j means the seeds %j', (argv, seeds) => {
    expect(readOptions(argv).seeds).toEqual(seeds);
  });

  it.each([[['--seed', 'x']], [['--seeds', '1-4']], [['--lanes', 'two']]])(
    '%j is refused',
    (argv) => {
      expect(() => readOptions(argv)).toThrow('usage: npm run chaos');
    },
  );
});
