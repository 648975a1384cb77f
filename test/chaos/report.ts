import { MOMENTS } from './moments.js';
import type { Plan, PlannedMoment } from './plan.js';
import type { SeedResult } from './run-seed.js';
import { startText } from './script.js';

/** The command that plays a seed again. */
export function reproduction(seed: number): string {
  return `npm run chaos -- --seed ${seed}`;
}

/** One line a seed. */
export function resultLine(result: SeedResult): string {
  const { plan, seconds, runs, faults, disturbancesMet, violations, probes } = result;
  const mark = violations.length === 0 ? '✔' : '✘';
  const states = Object.entries(runs).map(([state, count]) => `${count} ${state}`);
  const met = faults.filter((fault) => fault.met > 0).length;
  return (
    `${mark} seed ${plan.seed}: ${states.join(', ')}; ${met} of ${faults.length} faults and ` +
    `${disturbancesMet} of ${plan.disturbances.length} disturbances met; ${probes} calls (${seconds.toFixed(0)} s)`
  );
}

/** What was planned, what happened, and what is wrong, for a person. */
export function resultText(result: SeedResult): string {
  const { plan, journal, faults, failures, violations } = result;
  return [
    `${resultLine(result)}\nReproduce: ${reproduction(plan.seed)}`,
    `PLAN\n${planText(plan)}`,
    `FAULTS MET\n${faults.map(({ effect, moment, met }) => `  ${effect} at ${moment.name}: ${met}`).join('\n')}`,
    `RUNS THAT FAILED\n${failures.map((failure) => `  ${failure}`).join('\n')}`,
    `WHAT HAPPENED\n${journal.map(({ atMs, text }) => `  ${(atMs / 1000).toFixed(1).padStart(6)} s  ${text}`).join('\n')}`,
    violations.length === 0
      ? 'NO VIOLATIONS'
      : `VIOLATIONS\n${violations.map(({ invariant, sentence }) => `  ${invariant}  ${sentence}`).join('\n')}`,
  ].join('\n\n');
}

/** A plan in lines. */
export function planText({ models, disturbances, faults }: Plan): string {
  const scripts = models.map(({ name, kind, trainingMs, script }) => {
    const steps = script.map(({ start, follow }) => `${startText(start)}${follow ? ';' : ' &'}`);
    return `  ${name} (${kind}, trains ${trainingMs} ms): ${steps.join(' ')}`;
  });
  return [
    ...scripts,
    ...disturbances.map(
      ({ action: { kind, ...details }, moment }) =>
        `  ${kind} ${JSON.stringify(details)} ${moment.at} ${momentText(moment)}`,
    ),
    ...faults.map(({ effect, moment, times }) => `  ${effect} x${times} at ${momentText(moment)}`),
  ].join('\n');
}

function momentText({ name, skip }: Pick<PlannedMoment, 'name' | 'skip'>): string {
  const pattern = MOMENTS[name];
  return `${name} #${skip + 1} (${String('sql' in pattern ? pattern.sql : pattern.request)})`;
}
