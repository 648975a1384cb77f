/** How long a hold-out stays the same. */
export const ROTATIONS = ['monthly', 'quarterly', 'yearly', 'never'] as const;
type Rotation = (typeof ROTATIONS)[number];

/** Between a salt and a period: no salt of a model file has it, so that none is another one's with a period. */
const AND_PERIOD = '@';

/**
 * The salt that a run splits with: that of the model file, and the period in which the run was started when the hold-out
 * rotates. `startedAt` is the start of the run by Temporal's clock; periods are those of UTC.
 */
export function splitSalt(
  { salt, rotate = 'never' }: { readonly salt: string; readonly rotate?: Rotation | undefined },
  startedAt: Date,
): string {
  return rotate === 'never' ? salt : `${salt}${AND_PERIOD}${periodOf(rotate, startedAt)}`;
}

/** `2026`, `2026-Q4` or `2026-11`. */
function periodOf(rotate: Exclude<Rotation, 'never'>, date: Date): string {
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const month = date.getUTCMonth() + 1;
  return {
    yearly: year,
    quarterly: `${year}-Q${Math.ceil(month / 3)}`,
    monthly: `${year}-${String(month).padStart(2, '0')}`,
  }[rotate];
}

/** Whether a salt is one of a period. */
export function hasPeriod(salt: string): boolean {
  return salt.includes(AND_PERIOD);
}
