import type { LiveRow, PromotionRow } from './ledger.js';
import type { Observed } from './observed.js';
import { groupBy, violations, type Violation } from './violation.js';

/** I3: one live version a model, its fence the last of promotions whose fences grow by one from one. */
export function checkLiveVersions({ ledger }: Observed): readonly Violation[] {
  const live = groupBy(ledger.live, ({ MODEL }) => MODEL);
  const promotions = groupBy(ledger.promotions, ({ MODEL }) => MODEL);
  const models = new Set([...live.keys(), ...promotions.keys()]);
  const versions = groupBy(ledger.versions, ({ MODEL, VERSION }) => `${MODEL} ${VERSION}`);
  return violations('I3', [
    ...[...models].map((model) => problemOf(model, live.get(model), promotions.get(model) ?? [])),
    ...[...versions].map(([name, rows]) =>
      rows.length === 1 ? null : `version ${name} has ${rows.length} rows`,
    ),
  ]);
}

function problemOf(
  model: string,
  live: readonly LiveRow[] | undefined,
  promotions: readonly PromotionRow[],
): string | null {
  const [row] = live ?? [];
  if (live?.length !== 1 || row === undefined) return `${model} has ${live?.length ?? 0} live rows`;
  let previous: PromotionRow | undefined;
  for (const promotion of promotions) {
    const { FENCE, PREVIOUS_VERSION } = promotion;
    const expected = (previous?.FENCE ?? 0) + 1;
    if (FENCE !== expected) return `${model}: fence ${FENCE} follows ${expected - 1}`;
    if (PREVIOUS_VERSION !== (previous?.VERSION ?? null)) {
      return `${model}: promotion ${FENCE} took the place of version ${PREVIOUS_VERSION}, not of ${previous?.VERSION}`;
    }
    previous = promotion;
  }
  if (row.FENCE !== (previous?.FENCE ?? 0) || row.VERSION !== (previous?.VERSION ?? null)) {
    return `${model}: version ${row.VERSION} is live with fence ${row.FENCE}, the last promotion is ${previous?.VERSION} with ${previous?.FENCE}`;
  }
  return null;
}
