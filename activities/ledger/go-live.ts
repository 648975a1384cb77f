import { z } from 'zod';

import type { Run } from '../../pipeline/run.js';
import type { HandlerContext } from '../procedures/call-handler.js';
import { callOwnProcedure } from '../procedures/call-own-procedure.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { toItsEnd } from '../to-its-end.js';
import { corruptLedger } from './only-row.js';
import { readPromotion, type Promotion } from './promotion.js';

/** A move of the live version that a run asks for. */
export interface Switch {
  readonly run: Run;
  readonly version: number;
  /** The name that is to serve it, for example PREDICT_CHURN. */
  readonly servingFunction: string;
  /** The fence that the version was judged by, or that a rollback saw. */
  readonly expectedFence: number;
  readonly evidenceDigest: string;
  readonly queryIds: readonly string[];
}

/**
 * Moves the live version to the wanted one and writes the promotion, both or neither; null when the fence has moved
 * meanwhile. Whatever became of an earlier attempt, the answer is read back from the ledger: a run goes live once.
 * Throws RunClosed when the ledger says that the run is over: it can never go live then.
 */
export async function goLive(
  dependencies: HandlerContext,
  warehouse: Warehouse,
  wanted: Switch,
): Promise<Promotion | null> {
  const { run } = wanted;
  const kind = await toItsEnd(() =>
    move(dependencies, warehouse, wanted, { reason: run.reason, mustRun: true }),
  );
  const promotion = await readPromotion(warehouse, run);
  if (promotion === null && kind === 'CLOSED') {
    throw new StepProblem(
      'RunClosed',
      `The ledger says that run ${run.id} is over, so it cannot go live. Start a new run of ${run.model}.`,
    );
  }
  return promotion;
}

/**
 * Moves the live version back to the one before, when what `promotion` switched on turned out bad; the fence grows.
 * False when another switch came meanwhile, so that there is nothing to take back. A run that is over may do it too.
 */
export async function takeBack(
  dependencies: HandlerContext,
  warehouse: Warehouse,
  promoted: Omit<Switch, 'expectedFence'> & { readonly promotion: Promotion },
  reason: string,
): Promise<boolean> {
  const { promotion, ...back } = promoted;
  const wanted = { ...back, expectedFence: promotion.fence };
  return (await move(dependencies, warehouse, wanted, { reason, mustRun: false })) === 'MOVED';
}

const answer = z.object({ kind: z.enum(['MOVED', 'KEPT', 'CLOSED', 'CORRUPT']) });

async function move(
  dependencies: HandlerContext,
  warehouse: Warehouse,
  wanted: Switch,
  { reason, mustRun }: { readonly reason: string | null; readonly mustRun: boolean },
): Promise<'MOVED' | 'KEPT' | 'CLOSED'> {
  const { servingFunction, expectedFence, run } = wanted;
  const promotion = promotionRow(wanted, reason);
  const { answer: said } = await callOwnProcedure(dependencies, warehouse, {
    purpose: 'SWITCH',
    handler: 'ratchet_ledger.switch',
    request: { promotion, servingFunction, expectedFence, mustRun },
    answer,
  });
  if (said.kind !== 'CORRUPT') return said.kind;
  throw corruptLedger(`the live version of ${run.model}`, 'several rows', 'one');
}

function promotionRow(wanted: Switch, reason: string | null) {
  const { run, version, evidenceDigest, queryIds } = wanted;
  return {
    MODEL: run.model,
    VERSION: version,
    RUN_ID: run.id,
    PROMOTED_BY: run.startedBy,
    REASON: reason,
    EVIDENCE_DIGEST: evidenceDigest,
    QUERY_IDS: JSON.stringify(queryIds),
  };
}
