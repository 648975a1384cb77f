import type { Maintenance, Removal } from './maintenance.js';
import type { Restored } from './restored.js';

/** One thing that maintenance did, or could not do, for a person to read. */
export interface MaintenanceLine {
  readonly what: 'restored' | 'closed' | 'stopped' | 'removed' | 'kept' | 'problem';
  readonly model: string;
  readonly text: string;
}

/** What maintenance did, in the order in which it did it; nothing when there was nothing to do. */
export function maintenanceLines({ restored, swept }: Maintenance): readonly MaintenanceLine[] {
  return [
    ...restored.flatMap(restoredLines),
    ...swept.closed.map(({ model, runId, state, reason }) => ({
      what: 'closed' as const,
      model,
      text: `run ${runId} is ${state}: ${reason}`,
    })),
    ...swept.stopped.map(({ model, step, queryId, runId }) => ({
      what: 'stopped' as const,
      model,
      text: `statement ${queryId} of ${step}, run ${runId}`,
    })),
    ...swept.removals.flatMap(removalLines),
    ...swept.problems.map((text) => ({ what: 'problem' as const, model: '', text })),
  ];
}

/** True when something is not as it should be, and maintenance could not help it. */
export function hasProblem({ restored, swept }: Maintenance): boolean {
  return restored.some(({ problem }) => problem !== null) || swept.problems.length > 0;
}

function restoredLines(one: Restored): readonly MaintenanceLine[] {
  const { model, functionName, version, found, problem } = one;
  const text = `${functionName} to version ${version}; found ${found}`;
  if (problem === null) return [{ what: 'restored', model, text }];
  return [{ what: 'problem', model, text: `${functionName}, found ${found}: ${problem}` }];
}

function removalLines({ model, runId, removed, kept }: Removal): readonly MaintenanceLine[] {
  const names = removed.join(', ');
  return [
    ...(removed.length === 0
      ? []
      : [{ what: 'removed' as const, model, text: `of run ${runId}: ${names}` }]),
    ...kept.map(({ name, reason }) => ({
      what: 'kept' as const,
      model,
      text: `${name} of run ${runId}: ${reason}`,
    })),
  ];
}
