import { CliError, EXIT } from '../exit-codes.js';

const MOST = 1_000;

/** Reads the number that an option such as `--last` is given. */
export function readCount(option: string): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= 1 && count <= MOST) return count;
    throw new CliError(
      EXIT.BAD_INPUT,
      `Found ${option} ${text}, expected a whole number from 1 to ${MOST}.`,
    );
  };
}
