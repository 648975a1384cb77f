/** Numbers that a seed determines, on every machine alike. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** One of the values. Throws a RangeError when there is none. */
  oneOf<Value>(values: readonly Value[]): Value;
  /** One of the values, each as often as its weight says. */
  weighted<Value>(values: readonly (readonly [weight: number, value: Value])[]): Value;
}

/** mulberry32, by Tommy Ettinger (2017, public domain): 32 bits of state are enough for a plan of some fifty draws. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The numbers of a seed. */
export function randomOf(seed: number): Random {
  const next = mulberry32(seed);
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const oneOf = <Value>(values: readonly Value[]): Value => {
    const chosen = between(0, values.length - 1);
    for (const [index, value] of values.entries()) if (index === chosen) return value;
    throw new RangeError('nothing to choose from');
  };
  return {
    between,
    chance: (probability) => next() < probability,
    oneOf,
    weighted: (values) => {
      const total = values.reduce((sum, [weight]) => sum + weight, 0);
      let left = next() * total;
      const found = values.find(([weight]) => (left -= weight) < 0);
      return (found ?? oneOf(values))[1];
    },
  };
}
