import { probabilityFunction } from '../../pipeline/object-names.js';
import type { Probe } from '../support/invariants/observed.js';
import { startProber, type ProbedCall } from '../support/prober.js';
import { functionOf } from '../support/small-folders.js';
import type { PlannedModel } from './plan.js';
import type { SeedPlace } from './seed-place.js';
import type { TimeSpan } from './servers.js';

/** A call takes some milliseconds of one of few cores, and several seeds run side by side. */
const EVERY_MS = 250;

/** A query that gives what a function says of two customers who stand on both sides of what the small models learn. */
export function askFunction(functionName: string): string {
  return `SELECT "${functionName}"(12.5::FLOAT, 3::FLOAT, 'Month') AS "LEFT", "${functionName}"(88.8::FLOAT, 60::FLOAT, 'Year') AS "STAYED"`;
}

/** Callers of every serving function of a seed. */
export interface Probers {
  /** The calls that had to be answered, whatever became of them. */
  stop(): Promise<readonly Probe[]>;
}

/** Starts to call the serving functions of the models that may get one, past the proxy, as applications do. */
export async function startProbers(place: SeedPlace): Promise<Probers> {
  const login = place.servers.login(place.schema);
  const served = place.plan.models.filter(({ kind }) => kind === 'promotable' || kind === 'picky');
  const probers = await Promise.all(
    served.map(async (model) => {
      const sql = askFunction(probabilityFunction(functionOf(model.name)));
      return { model, prober: await startProber({ login, sql, everyMs: EVERY_MS }) };
    }),
  );
  return {
    stop: async () => {
      const all = await Promise.all(
        probers.map(async ({ model, prober }) => probesOf(place, model, await prober.stop())),
      );
      return all.flat();
    },
  };
}

/** From the first answer on, and not while Snowflake was down or somebody's hand was in the function. */
function probesOf(
  { servers, driftedSinceMs }: SeedPlace,
  { name: model }: PlannedModel,
  calls: readonly ProbedCall[],
): readonly Probe[] {
  const first = calls.findIndex(({ kind }) => kind === 'answered');
  const drifted = driftedSinceMs.get(model) ?? Number.POSITIVE_INFINITY;
  return calls
    .slice(first < 0 ? calls.length : first)
    .filter(({ endedAt }) => endedAt < drifted)
    .filter((call) => !servers.outages.some((outage) => overlaps(call, outage)))
    .map((call) => ({
      model,
      startedMs: call.sentAt,
      endedMs: call.endedAt,
      values: call.kind === 'answered' ? (call.rows[0] ?? []) : null,
      error: call.kind === 'answered' ? null : `${call.kind} (${call.code}): ${call.message}`,
    }));
}

function overlaps({ sentAt, endedAt }: ProbedCall, { fromMs, toMs }: TimeSpan): boolean {
  return endedAt >= fromMs && sentAt <= toMs;
}
