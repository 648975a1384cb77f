import { z } from 'zod';

import {
  MAX_ANSWER_BYTES,
  type DecisionsAnswer,
  type JudgedRun,
  type LedgerQuestionOf,
} from '../../pipeline/ledger-reading.js';
import { jsonBytes } from '../../pipeline/payload-size.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { decisionOf, decisionShape } from './decision-columns.js';
import { runOf, runRow } from './run-columns.js';
import { selectJudgedRuns } from './statements.js';

/** Read at once: of more, most would be read in vain when their evidence is long. */
const RUNS_AT_ONCE = 25;

/** Room for what stands around the runs of a page. */
const MAX_PAGE_BYTES = MAX_ANSWER_BYTES - 1_000;

const judgedRow = runRow.extend({
  EVIDENCE: z.string().nullable(),
  EVIDENCE_DIGEST: z.string().nullable(),
  ...decisionShape(z.string(), z.string()),
});
type JudgedRow = z.output<typeof judgedRow>;

/** A page of the runs that were judged, as many of them as an answer may hold. */
export async function readJudgedRuns(
  warehouse: Warehouse,
  { of, last, offset }: LedgerQuestionOf<'decisions'>,
): Promise<DecisionsAnswer> {
  const limit = Math.min(last, RUNS_AT_ONCE);
  // One more than asked for tells whether there is another page.
  const statement = selectJudgedRuns(of, { limit: limit + 1, offset });
  const { rows } = await warehouse.select(statement, judgedRow);
  const runs = withinPage(rows.slice(0, limit).map(judgedRun));
  const isLast = rows.length === runs.length || runs.length === last;
  return { kind: 'decisions', runs, nextOffset: isLast ? null : offset + runs.length };
}

/** The first of `runs` that fit a page together; the very first comes in any case, and is refused if it is too large. */
function withinPage(runs: readonly JudgedRun[]): readonly JudgedRun[] {
  let bytes = 0;
  const tooMany = runs.findIndex((run) => {
    bytes += jsonBytes(run) + 1;
    return bytes > MAX_PAGE_BYTES;
  });
  return tooMany < 0 ? runs : runs.slice(0, Math.max(1, tooMany));
}

function judgedRun(row: JudgedRow): JudgedRun {
  const { EVIDENCE: evidence, EVIDENCE_DIGEST: evidenceDigest } = row;
  return { ...runOf(row), evidence, evidenceDigest, decision: decisionOf(row) };
}
