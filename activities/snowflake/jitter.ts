/** From three quarters of `ms` to five quarters: Workers that lost Snowflake together must not come back together. */
export function jittered(ms: number): number {
  return ms * (0.75 + Math.random() / 2);
}
