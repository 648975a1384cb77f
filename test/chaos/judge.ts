import { FAILURE_TYPES } from '../../pipeline/failure-types.js';
import type { Observed } from '../support/invariants/observed.js';
import { groupBy, violations, type Violation } from '../support/invariants/violation.js';
import { violationsOf } from '../support/invariants/violations-of.js';

import type { ModelKind, Plan } from './plan.js';

/** Every promise that was not kept, by what can be seen from outside. */
export function judge({ models }: Plan, observed: Observed): readonly Violation[] {
  return [
    ...violationsOf(observed),
    ...models.flatMap(({ name, kind }) => checkKind(name, kind, observed)),
    ...checkFailureTypes(observed),
    ...checkVersionsStay(observed),
    ...checkRollbackTargets(observed),
  ];
}

/** How the runs of a model may end, whatever happens to them: faults neither make a model better nor worse. */
const ENDS: Readonly<Record<ModelKind, readonly string[]>> = {
  promotable: ['PROMOTED', 'HELD', 'NO_CHANGE'],
  picky: ['PROMOTED', 'HELD', 'NO_CHANGE'],
  rejected: ['REJECTED'],
  broken: [],
};
const ALWAYS_POSSIBLE = ['FAILED', 'CANCELLED', 'TERMINATED'];

function checkKind(model: string, kind: ModelKind, { ledger }: Observed): readonly Violation[] {
  const possible = [...ENDS[kind], ...ALWAYS_POSSIBLE, 'ROLLED_BACK'];
  const runs = ledger.runs.filter(({ MODEL, ENDED_MS }) => MODEL === model && ENDED_MS !== null);
  return violations(
    'I1',
    runs.map(({ RUN_ID, STATE }) =>
      possible.includes(STATE) ? null : `run ${RUN_ID} of a ${kind} model ended as ${STATE}`,
    ),
  );
}

const TYPES: ReadonlySet<string | null> = new Set(FAILURE_TYPES);

/** I12: a run that failed says why in a type of Ratchet's own. */
function checkFailureTypes({ workflows }: Observed): readonly Violation[] {
  return violations(
    'I12',
    workflows.map(({ workflowId, runId, status, failureType }) =>
      status !== 'FAILED' || TYPES.has(failureType)
        ? null
        : `${workflowId} (${runId}) failed with the type ${failureType}`,
    ),
  );
}

/** I6: the functions of a version are made once, and never replaced. */
function checkVersionsStay({ statements }: Observed): readonly Violation[] {
  const made = statements.filter(
    ({ sql, status }) =>
      status === 'SUCCESS' && /^CREATE (OR REPLACE )?FUNCTION "\w+__V\d/.test(sql),
  );
  const byName = groupBy(made, ({ sql }) => /"(\w+)"/.exec(sql)?.[1] ?? '');
  return violations(
    'I6',
    [...byName].map(([name, { length }]) =>
      length === 1 ? null : `the function ${name} was made ${length} times`,
    ),
  );
}

/** Promoted so many versions ago a version can still be rolled back to. */
const TARGETS = 5;

/** I14: what served last can serve again: the functions of the last promoted versions are there. */
function checkRollbackTargets({ ledger, functions }: Observed): readonly Violation[] {
  const names = new Set(functions.map(({ name }) => name));
  const promotions = groupBy(ledger.promotions, ({ MODEL }) => MODEL);
  return violations(
    'I5',
    [...promotions].flatMap(([model, all]) =>
      [...new Set(all.map(({ VERSION }) => VERSION))].slice(-TARGETS).map((version) => {
        const row = ledger.versions.find((one) => one.MODEL === model && one.VERSION === version);
        return names.has(row?.FUNCTION_NAME ?? '')
          ? null
          : `version ${version} of ${model} has no function any more, and it is a rollback target`;
      }),
    ),
  );
}
