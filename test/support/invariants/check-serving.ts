import type { LiveRow } from './ledger.js';
import type { Observed, Probe } from './observed.js';
import { violations, type Violation } from './violation.js';

/** I4: every call of a serving function gave what one version gives that was live before the call ended. */
export function checkProbes(observed: Observed): readonly Violation[] {
  return violations(
    'I4',
    observed.probes.map((probe) => problemOf(probe, observed)),
  );
}

function problemOf(probe: Probe, { versionAnswers, ledger }: Observed): string | null {
  const at = `${probe.model} at ${new Date(probe.startedMs).toISOString()}`;
  if (probe.values === null) return `${at}: ${probe.error}`;
  const given = JSON.stringify(probe.values);
  const givers = versionAnswers.filter(
    ({ model, values }) => model === probe.model && JSON.stringify(values) === given,
  );
  if (givers.length === 0) return `${at}: ${given} is what no version gives`;
  const wasLive = ledger.promotions.some(
    ({ MODEL, VERSION, PROMOTED_MS }) =>
      MODEL === probe.model &&
      PROMOTED_MS <= probe.endedMs &&
      givers.some(({ version }) => version === VERSION),
  );
  return wasLive
    ? null
    : `${at}: version ${givers.map(({ version }) => version).join(' or ')} served before it was live`;
}

/** I5: once nothing is under way, both serving functions are of the version and fence that the ledger says. */
export function checkServingFunctions({ ledger, functions }: Observed): readonly Violation[] {
  const comments = new Map(functions.map(({ name, comment }) => [name, comment]));
  return violations(
    'I5',
    ledger.live
      .filter(({ VERSION }) => VERSION !== null)
      .flatMap((row) => [
        servingProblem(row, '', comments),
        servingProblem(row, '_PROBA', comments),
      ]),
  );
}

function servingProblem(
  { MODEL, VERSION, FENCE, SERVING_FUNCTION }: LiveRow,
  suffix: string,
  comments: ReadonlyMap<string, string>,
): string | null {
  const name = `${SERVING_FUNCTION}${suffix}`;
  const found = comments.get(name) ?? 'no such function';
  const expected = JSON.stringify({ ratchet: { model: MODEL, version: VERSION, fence: FENCE } });
  return found === expected ? null : `${name}: found ${found}, the ledger says ${expected}`;
}
