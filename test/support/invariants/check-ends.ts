import { z } from 'zod';

import type { PromotionRow, RunRow } from './ledger.js';
import type { Observed } from './observed.js';
import { groupBy, violations, type Violation } from './violation.js';
import type { ObservedWorkflow } from './workflows.js';
import { RETRAIN_ON_SCHEDULE } from '../../../pipeline/workflow-ids.js';

/** I8: nothing runs or goes live for a run that is over. */
export function checkStopped({ ledger, statements }: Observed): readonly Violation[] {
  const ended = new Map(ledger.runs.map((run) => [run.RUN_ID, run]));
  return violations('I8', [
    ...statements
      .filter(({ endedMs }) => endedMs === Number.POSITIVE_INFINITY)
      .map(({ queryId, tag }) =>
        (ended.get(tag.runId)?.ENDED_MS ?? null) === null
          ? null
          : `${queryId} of run ${tag.runId} still runs in step ${tag.step}`,
      ),
    ...ledger.promotions.map((promotion) => lateOf(promotion, ended.get(promotion.RUN_ID))),
  ]);
}

function lateOf({ RUN_ID, PROMOTED_MS }: PromotionRow, run: RunRow | undefined): string | null {
  if (run === undefined) return `run ${RUN_ID} went live and has no row in RUNS`;
  if (run.ENDED_MS !== null && PROMOTED_MS > run.ENDED_MS) {
    return `run ${RUN_ID} went live ${PROMOTED_MS - run.ENDED_MS} ms after it had ended as ${run.STATE}`;
  }
  return run.STATE === 'CANCELLED'
    ? `run ${RUN_ID} went live and says that it was cancelled`
    : null;
}

/** I12: every run has ended, in one state, the same in Temporal and in the ledger, with the promotions that go with it. */
export function checkEnds({ ledger, workflows }: Observed): readonly Violation[] {
  const rows = groupBy(ledger.runs, ({ RUN_ID }) => RUN_ID);
  const promotions = groupBy(ledger.promotions, ({ RUN_ID }) => RUN_ID);
  const runs = workflows.filter(({ type }) => type !== RETRAIN_ON_SCHEDULE);
  const known = new Set(runs.map(({ runId }) => runId));
  return violations('I12', [
    ...runs.map((run) => endProblem(run, rows.get(run.runId) ?? [])),
    ...ledger.runs.map((run) =>
      known.has(run.RUN_ID)
        ? promotionProblem(run, promotions.get(run.RUN_ID) ?? [])
        : `run ${run.RUN_ID} is not known to Temporal`,
    ),
  ]);
}

/** Activities that write how a run ended. */
const TELL_ENDS: readonly string[] = ['recordOutcome', 'rollBack'];

function endProblem(run: ObservedWorkflow, rows: readonly RunRow[]): string | null {
  const named = `run ${run.runId} (${run.type})`;
  if (run.status === 'RUNNING') return `${named} has not ended`;
  // Nobody is told of it any more, and nothing of it had begun.
  if (run.status === 'TERMINATED' && rows.length === 0) return null;
  const [row] = rows;
  if (rows.length !== 1 || row === undefined) return `${named} has ${rows.length} rows in RUNS`;
  if (row.ENDED_MS === null) return `${named} ended as ${run.status}, its row in RUNS is open`;
  const expected = stateOf(run);
  if (row.STATE === expected) return null;
  // Terminated while an Activity told the ledger how it ends: that goes on, and Temporal never hears of it.
  const isTelling = run.activities.some((name) => TELL_ENDS.includes(name));
  if (run.status === 'TERMINATED' && isTelling) return null;
  return `${named} ended as ${expected}, RUNS says ${row.STATE}`;
}

const outcomeSchema = z.object({ kind: z.string() });

function stateOf({ status, result }: ObservedWorkflow): string {
  if (status !== 'COMPLETED') return status;
  return outcomeSchema.safeParse(result).data?.kind ?? 'a result without kind';
}

const MOVES: Readonly<Record<string, readonly number[]>> = {
  PROMOTED: [1],
  ROLLED_BACK: [1],
  // A switch that turned out bad is taken back.
  FAILED: [0, 2],
  TERMINATED: [0, 1, 2],
};

function promotionProblem(
  { RUN_ID, STATE, VERSION }: RunRow,
  promotions: readonly PromotionRow[],
): string | null {
  const count = promotions.length;
  if (!(MOVES[STATE] ?? [0]).includes(count))
    return `run ${RUN_ID} is ${STATE} with ${count} promotions`;
  if (STATE === 'PROMOTED' && promotions[0]?.VERSION !== VERSION) {
    return `run ${RUN_ID} says version ${VERSION} and promoted ${promotions[0]?.VERSION}`;
  }
  return null;
}
