const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration as model files write it: a whole number and s, m, h or d, for example `30m`. */
export const DURATION_PATTERN = /^(?<count>[1-9]\d{0,5})(?<unit>[smhd])$/;

/** Converts `30m` to milliseconds. Throws a RangeError for any other form. */
export function durationMs(text: string): number {
  const match = DURATION_PATTERN.exec(text);
  const unit = match?.groups?.['unit'];
  const count = Number(match?.groups?.['count']);
  if (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd') return count * UNIT_MS[unit];
  throw new RangeError(
    `"${text}" is not a duration: expected a number and s, m, h or d, such as 30m`,
  );
}
