import type { EvaluationInput } from '../../pipeline/gate.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { splitBounds } from '../split.js';
import { readEvidence } from '../ledger/evidence.js';
import type { HoldOut } from '../ledger/look-statements.js';
import type { ModelVersion } from '../ledger/model-version.js';
import type { Warehouse } from '../snowflake/warehouse.js';

/** Which entities this run holds out. */
export function holdOutOf({
  spec,
  featureTable,
}: Pick<EvaluationInput, 'spec' | 'featureTable'>): HoldOut {
  return { salt: featureTable.splitSalt ?? spec.split.salt, test: spec.split.test };
}

/**
 * Which entities were held out from the live version; null when those of this run are among them, so that it has learnt
 * from none. Evidence of an earlier Ratchet does not say it: there was the split of the model file only.
 */
export async function otherHoldOut(
  warehouse: Warehouse,
  champion: Pick<ModelVersion, 'runId'>,
  { split }: Pick<ModelSpec, 'split'>,
  own: HoldOut,
): Promise<HoldOut | null> {
  const { evidence } = await readEvidence(warehouse, { id: champion.runId });
  const { salt, test } = evidence.holdOut ?? split;
  return salt === own.salt && test >= own.test ? null : { salt, test };
}

/** A hold-out as handlers tell it: by the text that the digits of its hashes are before. */
export function handlerHoldOut({ salt, test }: HoldOut): {
  readonly salt: string;
  readonly before: string;
} {
  return { salt, before: splitBounds({ salt, test, validation: 0 }).test };
}
