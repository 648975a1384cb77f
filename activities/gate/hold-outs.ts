import type { Evidence } from '../../pipeline/evidence.js';
import type { EvaluationInput } from '../../pipeline/gate.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { splitBounds } from '../split.js';
import type { HoldOut } from '../ledger/look-statements.js';

/** Which entities this run holds out. */
export function holdOutOf({
  spec,
  featureTable,
}: Pick<EvaluationInput, 'spec' | 'featureTable'>): HoldOut {
  return { salt: featureTable.splitSalt ?? spec.split.salt, test: spec.split.test };
}

/**
 * Which entities were held out from the live version, by its evidence; null when those of this run are among them, so
 * that it has learnt from none. Evidence of an earlier Ratchet does not say it: there was the split of the model file only.
 */
export function otherHoldOut(
  champion: Pick<Evidence, 'holdOut'>,
  { split }: Pick<ModelSpec, 'split'>,
  own: HoldOut,
): HoldOut | null {
  const { salt, test } = champion.holdOut ?? split;
  return salt === own.salt && test >= own.test ? null : { salt, test };
}

/** A hold-out as handlers tell it: by the text that the digits of its hashes are before. */
export function handlerHoldOut({ salt, test }: HoldOut): {
  readonly salt: string;
  readonly before: string;
} {
  return { salt, before: splitBounds({ salt, test, validation: 0 }).test };
}
