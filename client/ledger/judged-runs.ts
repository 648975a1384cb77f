import type { JudgedRun, LedgerQuestionOf } from '../../pipeline/ledger-reading.js';
import type { Temporal } from '../connect.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { Output } from '../output.js';
import { findRun } from '../runs/find-runs.js';
import { askLedger } from './ask-ledger.js';

/** The last runs of a model or reference that were judged, the latest first, in as many pages as it takes. */
export async function judgedRuns(
  temporal: Temporal,
  of: LedgerQuestionOf<'decisions'>['of'],
  last: number,
  output: Output,
): Promise<readonly JudgedRun[]> {
  const runs: JudgedRun[] = [];
  let offset: number | null = 0;
  while (offset !== null && runs.length < last) {
    const question: LedgerQuestionOf<'decisions'> = {
      kind: 'decisions',
      of,
      last: last - runs.length,
      offset,
    };
    const page = await askLedger(temporal, question, output);
    runs.push(...page.runs);
    offset = page.nextOffset;
  }
  return runs;
}

/**
 * The judged run that a person means: by a run id, a Workflow Id or a model's name (its last one). The ledger is asked
 * first, for it remembers longer than Temporal; ids of a Schedule's Workflow are Temporal's alone. Throws CliError when
 * there is none.
 */
export async function judgedRun(
  temporal: Temporal,
  reference: string,
  output: Output,
): Promise<JudgedRun> {
  const [known] = await judgedRuns(temporal, { run: reference }, 1, output);
  if (known !== undefined) return known;
  const { runId } = await findRun(temporal, reference);
  const [found] = await judgedRuns(temporal, { run: runId }, 1, output);
  if (found !== undefined) return found;
  throw notJudged(runId, reference);
}

/** For a command that is about the verdict on a run which has none. */
export function notJudged(runId: string, reference: string): CliError {
  return new CliError(
    EXIT.BAD_INPUT,
    `Run ${runId} was not judged: it ended before its gate, or has not come to it. See npx ratchet status ${reference}.`,
  );
}
