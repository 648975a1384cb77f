import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';

import type { Temporal } from '../../client/connect.js';
import { runFailure } from '../../client/runs/run-failure.js';
import type { RunReference } from '../../client/runs/run-reference.js';
import { patiently } from '../chaos/patiently.js';
import type { Query } from '../support/invariants/ledger.js';
import {
  isTraining,
  readStatements,
  type TaggedStatement,
} from '../support/invariants/statements.js';

const outcomeSchema = z.object({ kind: z.string() });

/** A run that a fault is to meet. */
export class FaultRun {
  readonly reference: RunReference;
  readonly handle: WorkflowHandle;
  readonly #query: Query;

  constructor({ client }: Temporal, reference: RunReference, query: Query) {
    this.reference = reference;
    this.handle = client.workflow.getHandle(reference.workflowId, reference.runId);
    this.#query = query;
  }

  /** Its outcome's kind or its failure's type, when it is over. */
  async end(): Promise<string> {
    try {
      return outcomeSchema.parse(await patiently(() => this.handle.result())).kind;
    } catch (error) {
      if (!(error instanceof WorkflowFailedError) || error.cause === undefined) throw error;
      return runFailure(error.cause).type;
    }
  }

  /** The statements that trained for it, as Snowflake knows them. */
  async trainings(): Promise<readonly TaggedStatement[]> {
    const statements = await readStatements(this.#query);
    return statements.filter((one) => one.tag.runId === this.reference.runId && isTraining(one));
  }
}
