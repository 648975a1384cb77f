import type { MomentName } from './moments.js';
import {
  ANSWER_EFFECTS,
  NETWORK_EFFECTS,
  type Action,
  type Disturbance,
  type EffectName,
  type ModelKind,
  type Plan,
  type PlannedFault,
  type PlannedModel,
  type ScriptStep,
  type Start,
} from './plan.js';
import { randomOf, type Random } from './random.js';

/** What there is to do with each kind of model; the first run of a model that serves is what the others are about. */
const KINDS: readonly (readonly [number, ModelKind])[] = [
  [5, 'promotable'],
  [2, 'picky'],
  [1, 'rejected'],
  [1, 'broken'],
];
/** Two models as a rule, sometimes three: what a seed costs is the runs. */
const MODEL_NAMES = [
  [3, ['alder', 'birch']],
  [1, ['alder', 'birch', 'cedar']],
] as const;

/** Makes the plan of a seed: the same seed gives the same plan, on every machine. */
export function makePlan(seed: number): Plan {
  const random = randomOf(seed);
  const models = random
    .weighted<readonly string[]>(MODEL_NAMES)
    .map((word, index) =>
      planModel(random, `s${seed}-${word}`, index === 0 ? 'promotable' : random.weighted(KINDS)),
    );
  const names = models.map(({ name }) => name);
  const disturbances = times(random.between(2, 4), () => planDisturbance(random, names));
  return {
    seed,
    models,
    disturbances,
    faults: [
      ...times(random.between(2, 5), () => planFault(random)),
      ...disturbances
        .filter(endsRun)
        .flatMap(() => times(random.between(0, 1), () => atCancel(random))),
      ...planAnswers(randomOf(~seed)),
    ],
  };
}

function times<Item>(count: number, make: () => Item): Item[] {
  return Array.from({ length: count }, make);
}

function planModel(random: Random, name: string, kind: ModelKind): PlannedModel {
  const first: ScriptStep = {
    start: { kind: 'run', variant: 0, force: false },
    follow: random.chance(0.8),
  };
  const canServe = kind === 'promotable' || kind === 'picky';
  const count = canServe ? random.between(1, 3) : random.between(0, 1);
  const more = Array.from({ length: count }, (_, index) => ({
    start: planStart(random, canServe, index),
    follow: random.chance(0.6),
  }));
  return { name, kind, trainingMs: random.between(0, 6) * 200, script: [first, ...more] };
}

/** A rollback is of use when two versions have been live; before, and once in a while, it is to be refused. */
function planStart(random: Random, canServe: boolean, startsBefore: number): Start {
  const run = (): Start => ({
    kind: 'run',
    variant: random.between(1, 9),
    force: random.chance(0.3),
  });
  const isSecond = startsBefore === 0;
  return random.weighted<() => Start>([
    [isSecond ? 7 : 3, run],
    [2, () => ({ kind: 'trigger' })],
    [canServe ? (isSecond ? 1 : 5) : 0, () => ({ kind: 'rollback' })],
  ])();
}

/** Moments that a run comes by only once or twice: most of what can go wrong goes wrong there. */
const RARE_MOMENTS: readonly MomentName[] = [
  'open',
  'load',
  'features',
  'fence',
  'train',
  'evaluate',
  'claim',
  'version',
  'switch',
  'serve',
  'close',
];

/** Where a lost answer or a lost Worker could train twice, or publish wrongly. */
const CRITICAL_MOMENTS: readonly MomentName[] = ['train', 'claim', 'switch', 'serve'];

function planDisturbance(random: Random, models: readonly string[]): Disturbance {
  const moment = {
    name: random.oneOf(random.chance(0.4) ? CRITICAL_MOMENTS : RARE_MOMENTS),
    skip: random.between(0, 3),
    at: random.oneOf(['before', 'after'] as const),
  };
  const action = planAction(random, models);
  if (action.kind !== 'drop-serving' && action.kind !== 'replace-serving')
    return { moment, action };
  // At the end of a run: before, there may be no function yet, and a publication would replace it anyhow.
  return { moment: { name: 'close', skip: random.between(2, 5), at: 'after' }, action };
}

function planAction(random: Random, models: readonly string[]): Action {
  const model = random.oneOf(models);
  const [first = model] = models;
  const worker = random.oneOf([0, 1, 'both'] as const);
  return random.weighted<Action>([
    [3, { kind: 'cancel', model }],
    [2, { kind: 'terminate', model }],
    [1, { kind: 'drop-serving', model: first }],
    [1, { kind: 'replace-serving', model: first }],
    [2, { kind: 'maintenance' }],
    [5, { kind: 'kill-worker', worker }],
    [2, { kind: 'stop-worker', worker }],
    // Longer than the heartbeat time-out: another attempt is under way when the Worker goes on.
    [2, { kind: 'freeze-worker', worker, ms: random.between(11, 16) * 1_000 }],
    [1, { kind: 'restart-temporal', downMs: random.between(0, 3) * 1_000 }],
    [2, { kind: 'restart-snowflake', downMs: random.between(0, 3) * 1_000 }],
  ]);
}

/** So many in a row that a client must come back to it, but not so many that every attempt of a step is used up. */
const MOST_TIMES: Partial<Record<EffectName, number>> = {
  'status-503': 4,
  'status-429': 4,
  'status-500': 3,
  delay: 10,
  html: 2,
  empty: 2,
  truncate: 2,
  'reset-before': 3,
  throttled: 3,
  'lock-wait': 3,
  'warehouse-suspended': 2,
  'no-package': 3,
  'empty-success': 2,
};

const FREQUENT_MOMENTS: readonly MomentName[] = [
  'login',
  'upload',
  'statement',
  'status',
  'result',
];

const ALL_MOMENTS = [...RARE_MOMENTS, ...FREQUENT_MOMENTS];

function endsRun({ action }: Disturbance): boolean {
  return action.kind === 'cancel' || action.kind === 'terminate';
}

/** The cancellation of a statement can be lost as well. */
function atCancel(random: Random): PlannedFault {
  return { moment: { name: 'cancel', skip: 0 }, effect: random.oneOf(NETWORK_EFFECTS), times: 1 };
}

function planFault(random: Random): PlannedFault {
  const effect = random.oneOf(NETWORK_EFFECTS);
  const name = random.oneOf(random.chance(0.4) ? CRITICAL_MOMENTS : ALL_MOMENTS);
  return plannedFault(random, name, effect);
}

function plannedFault(random: Random, name: MomentName, effect: EffectName): PlannedFault {
  const isFrequent = FREQUENT_MOMENTS.includes(name);
  return {
    moment: { name, skip: random.between(0, isFrequent ? 60 : 3) },
    effect,
    times: random.between(1, MOST_TIMES[effect] ?? 1),
  };
}

/**
 * Spoilt answers, drawn from numbers of their own: a plan is otherwise what it was before there were any. Most of them
 * meet questions about a statement that runs, which must not be sent again for that.
 */
function planAnswers(random: Random): PlannedFault[] {
  return times(random.between(1, 3), () => random.oneOf(ANSWER_EFFECTS)).flatMap((effect) =>
    effect === 'late-token' ? lateToken(random) : [planAnswer(random, effect)],
  );
}

function planAnswer(random: Random, effect: EffectName): PlannedFault {
  const name = random.weighted<MomentName>([
    [4, 'status'],
    [3, 'result'],
    [2, random.oneOf(CRITICAL_MOMENTS)],
    [1, random.oneOf(ALL_MOMENTS)],
  ]);
  return plannedFault(random, name, effect);
}

/** A session is lost while the two Workers are long at work, and the next login is refused once. */
function lateToken(random: Random): PlannedFault[] {
  const skip = random.between(2, 4);
  return [
    plannedFault(random, 'status', 'session-gone'),
    { moment: { name: 'login', skip }, effect: 'late-token', times: 1 },
  ];
}
