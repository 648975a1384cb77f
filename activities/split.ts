import { createHash } from 'node:crypto';

import type { Split } from '../pipeline/features.js';
import type { ModelSpec } from '../pipeline/model-spec.js';
import { quoted, textLiteral } from './snowflake/identifier.js';

/** The first digits of the digest that decide; eight of them tell shares apart to a quarter of a billionth. */
const DIGITS = 8;

/** Upper bounds, exclusive, of the held-out and the validation share, as hexadecimal text. */
interface SplitBounds {
  readonly test: string;
  readonly validation: string;
}

/** The bounds of a split: the held-out share comes first, so that another validation share leaves it as it is. */
export function splitBounds({ test, validation }: ModelSpec['split']): SplitBounds {
  return { test: hexBound(test), validation: hexBound(test + validation) };
}

function hexBound(share: number): string {
  return Math.floor(share * 16 ** DIGITS)
    .toString(16)
    .padStart(DIGITS, '0');
}

/** The SQL expression that gives the split of a row by its entity (decision 0006). */
export function splitExpression(entity: string, split: ModelSpec['split']): string {
  const { test, validation } = splitBounds(split);
  const digest = `SHA2(TO_VARCHAR(${quoted(entity)}) || ':' || ${textLiteral(split.salt)}, 256)`;
  const digits = `SUBSTR(${digest}, 1, ${DIGITS})`;
  return (
    `CASE WHEN ${digits} < ${textLiteral(test)} THEN 'TEST' ` +
    `WHEN ${digits} < ${textLiteral(validation)} THEN 'VALIDATION' ELSE 'TRAIN' END`
  );
}

/** The split of an entity, given as Snowflake's TO_VARCHAR writes it: what the SQL expression gives for it. */
export function splitOf(entity: string, split: ModelSpec['split']): Split {
  const { test, validation } = splitBounds(split);
  const digest = createHash('sha256').update(`${entity}:${split.salt}`).digest('hex');
  const digits = digest.slice(0, DIGITS);
  if (digits < test) return 'TEST';
  return digits < validation ? 'VALIDATION' : 'TRAIN';
}
