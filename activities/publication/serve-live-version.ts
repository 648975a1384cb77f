import { z } from 'zod';

import { corruptLedger } from '../ledger/only-row.js';
import type { HandlerContext } from '../procedures/call-handler.js';
import { callOwnProcedure } from '../procedures/call-own-procedure.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';

const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('SERVED'), version: z.int(), fence: z.int() }),
  z.object({ kind: z.literal('MOVING'), rounds: z.int() }),
  z.object({ kind: z.literal('CORRUPT'), found: z.string() }),
]);

/** What the serving names of a model answer with, as the ledger says. */
export interface Served {
  readonly version: number;
  readonly fence: number;
  readonly queryId: string;
}

/**
 * Points the serving names of a model at whatever version the ledger says is live, by a procedure that asks the ledger
 * before and after: nobody can put another version there, however late. May be called at any time, and again.
 * Throws LedgerCorrupt when the ledger has no single live version of the model.
 */
export async function serveLiveVersion(
  dependencies: HandlerContext,
  warehouse: Warehouse,
  model: string,
): Promise<Served> {
  const { database, schema } = warehouse;
  const called = await callOwnProcedure(dependencies, warehouse, {
    purpose: 'SERVE',
    handler: 'ratchet_serving.serve',
    request: { model, database, schema },
    answer,
  });
  const { answer: said, queryId } = called;
  if (said.kind === 'SERVED') return { version: said.version, fence: said.fence, queryId };
  if (said.kind === 'CORRUPT') {
    throw corruptLedger(`the live version of ${model}`, said.found, 'one with its functions');
  }
  throw new StepProblem(
    'VersionConflict',
    `The live version of ${model} moved ${said.rounds} times while its serving names were being pointed at it. ` +
      'Let one run after the other go live.',
  );
}
