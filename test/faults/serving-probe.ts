import { probabilityFunction } from '../../pipeline/object-names.js';
import { askFunction } from '../chaos/probe.js';
import type { TimeSpan } from '../chaos/servers.js';
import type { Probe } from '../support/invariants/observed.js';
import { startProber, type ProbedCall } from '../support/prober.js';
import { functionOf } from '../support/small-folders.js';
import type { FaultServers } from './fault-place.js';

/** A caller of a model's serving function. */
export interface ServingProbe {
  /** The calls that have ended and that Snowflake was there to answer. */
  calls(): readonly Probe[];
  stop(): Promise<void>;
}

/** Calls the serving function of a model every 50 ms, past every proxy; returns after the first call. */
export async function startServingProbe(
  servers: FaultServers,
  schema: string,
  model: string,
): Promise<ServingProbe> {
  const sql = askFunction(probabilityFunction(functionOf(model)));
  const prober = await startProber({ login: servers.login(schema), sql });
  return {
    calls: () =>
      prober.calls
        .filter((call) => !servers.outages.some((outage) => overlaps(call, outage)))
        .map((call) => probeOf(model, call)),
    stop: async () => {
      await prober.stop();
    },
  };
}

function overlaps({ sentAt, endedAt }: ProbedCall, { fromMs, toMs }: TimeSpan): boolean {
  return endedAt >= fromMs && sentAt <= toMs;
}

function probeOf(model: string, call: ProbedCall): Probe {
  const answered = call.kind === 'answered';
  return {
    model,
    startedMs: call.sentAt,
    endedMs: call.endedAt,
    values: answered ? (call.rows[0] ?? []) : null,
    error: answered ? null : `${call.kind} (${call.code}): ${call.message}`,
  };
}
