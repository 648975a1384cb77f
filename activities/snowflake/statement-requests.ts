import type { Context } from '@temporalio/activity';

import type { StatementRequest } from './connection.js';
import { queryTag } from './query-tag.js';
import type { Statement } from './statement.js';
import type { RunStep } from './warehouse.js';

/** What an attempt needs, beside its last statement, for logging in and for ending that statement. */
const BESIDE_STATEMENT_MS = 3 * 60_000;
const SHORTEST_MS = 60_000;

/** Makes of Statements what the driver sends in one attempt of an Activity. */
export class StatementRequests {
  readonly #runStep: RunStep;
  readonly #attempt: number;
  readonly #attemptEndsAtMs: number;

  constructor(runStep: RunStep, info: Pick<Context['info'], 'attempt' | 'startToCloseTimeoutMs'>) {
    this.#runStep = runStep;
    this.#attempt = info.attempt;
    this.#attemptEndsAtMs = Date.now() + info.startToCloseTimeoutMs;
  }

  /** The statement's own limit; without one it has to end before the attempt does. */
  timeoutMs({ timeoutMs }: Statement): number {
    const left = this.#attemptEndsAtMs - Date.now() - BESIDE_STATEMENT_MS;
    return timeoutMs ?? Math.max(left, SHORTEST_MS);
  }

  /** To be called right before it is sent: see Statement.bindsWhenSent. */
  async make(statement: Statement): Promise<StatementRequest> {
    const { sql, resumeAs, bindsWhenSent } = statement;
    const binds = bindsWhenSent === undefined ? statement.binds : await bindsWhenSent();
    const timeoutSeconds = Math.max(1, Math.ceil(this.timeoutMs(statement) / 1000));
    const parameters = {
      QUERY_TAG: queryTag(this.#runStep, this.#attempt, resumeAs),
      STATEMENT_TIMEOUT_IN_SECONDS: timeoutSeconds,
    };
    return binds === undefined ? { sql, parameters } : { sql, binds, parameters };
  }
}
