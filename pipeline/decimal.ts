interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** A number, or the product of two. */
export type Term = number | readonly [number, number];

/** The shortest decimal that gives the same double: what JavaScript prints, and what Python's `json` writes. */
function decimalOf(value: number): Decimal {
  const [mantissa = '', power = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function termOf(term: Term): Decimal {
  if (typeof term === 'number') return decimalOf(term);
  const [left, right] = [decimalOf(term[0]), decimalOf(term[1])];
  return { digits: left.digits * right.digits, exponent: left.exponent + right.exponent };
}

function exactSum(terms: readonly Term[]): Decimal {
  const decimals = terms.map(termOf);
  const exponent = Math.min(...decimals.map((term) => term.exponent));
  const digits = decimals.reduce(
    (sum, term) => sum + term.digits * 10n ** BigInt(term.exponent - exponent),
    0n,
  );
  return { digits, exponent };
}

/**
 * The sign of a sum of finite numbers, each taken as the decimal that it is written as: `0.8 - 0.79 - 0.01` is 0, where
 * floating point says 9e-18. Throws a SyntaxError for NaN and infinities.
 */
export function signOfSum(...terms: readonly Term[]): -1 | 0 | 1 {
  const { digits } = exactSum(terms);
  if (digits === 0n) return 0;
  return digits < 0n ? -1 : 1;
}

/** The double nearest to the decimal sum: `decimalSum(0.8, -0.79)` is 0.01. Throws as `signOfSum` does. */
export function decimalSum(...terms: readonly Term[]): number {
  const { digits, exponent } = exactSum(terms);
  return Number(`${digits}e${exponent}`);
}
