import { parseArgs } from 'node:util';

/** What a person asks for. */
export interface ChaosOptions {
  readonly seeds: readonly number[];
  /** Seeds at a time, each with servers of its own. */
  readonly lanes: number;
  /** Where reports and the logs of failing seeds go. */
  readonly out: string;
  /** Only print the plans. */
  readonly planOnly: boolean;
}

const USAGE =
  'usage: npm run chaos -- --seed N [--runs M] | --seeds A..B [--lanes L] [--out FOLDER] [--plan]';

/**
 * Reads the command line: `--seed N --runs M` are the M seeds from N on, `--seeds A..B` those from A to B.
 * Throws an Error with the usage for anything else.
 */
export function readOptions(argv: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string', default: '1' },
      runs: { type: 'string', default: '1' },
      seeds: { type: 'string' },
      lanes: { type: 'string', default: '3' },
      out: { type: 'string', default: 'test-results/chaos' },
      plan: { type: 'boolean', default: false },
    },
  });
  const first = wholeNumber(values.seed);
  const range = /^(\d+)\.\.(\d+)$/.exec(values.seeds ?? '');
  if (values.seeds !== undefined && range === null) throw new Error(USAGE);
  const [from, to] =
    range === null
      ? [first, first + wholeNumber(values.runs) - 1]
      : [Number(range[1]), Number(range[2])];
  return {
    seeds: Array.from({ length: to - from + 1 }, (_, index) => from + index),
    lanes: wholeNumber(values.lanes),
    out: values.out,
    planOnly: values.plan,
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(USAGE);
  return Number(text);
}
