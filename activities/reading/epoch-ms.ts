import { wholeNumber } from '../row-columns.js';

/** A time as milliseconds since 1970, which need no format and no time zone. */
export function epochMs(column: string, as: string): string {
  return `DATE_PART(EPOCH_MILLISECOND, ${column}) AS "${as}"`;
}

/** Such a column as ISO 8601 in UTC. */
export const isoOfMs = wholeNumber.transform((ms) => new Date(ms).toISOString());
