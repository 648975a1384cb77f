import type { Observed } from '../support/invariants/observed.js';
import { groupBy, violations, type Violation } from '../support/invariants/violation.js';
import { violationsOf } from '../support/invariants/violations-of.js';

/** Every promise that was not kept, by what can be seen from outside. */
export function judge(observed: Observed): readonly Violation[] {
  return [
    ...violationsOf(observed),
    ...checkVersionsStay(observed),
    ...checkRollbackTargets(observed),
  ];
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
