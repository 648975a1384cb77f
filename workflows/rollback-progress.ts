import { setCurrentDetails, setHandler } from '@temporalio/workflow';

import type { RunEnd } from '../pipeline/outcome.js';
import type { Progress, StepProgress } from '../pipeline/progress.js';
import type { Rollback, RollbackOutcome, RollbackRequest } from '../pipeline/rollback.js';
import type { Run } from '../pipeline/run.js';
import { failureReason } from './failure-reason.js';
import { progressQuery } from './messages.js';
import { rollbackDetails, rollbackPurpose } from './rollback-details.js';
import { showEnd, showStart, showStep } from './run-attributes.js';
import { now, waiting } from './run-progress.js';

const STEP = 'publication';

/** How far a rollback is, by the same Query, search attributes and current details as a retraining. */
export class RollbackProgress {
  readonly #run: Run;
  readonly #request: RollbackRequest;
  #step: StepProgress = waiting(STEP);
  #outcome: Progress['outcome'] = null;
  #end: RunEnd | null = null;

  constructor(run: Run, request: RollbackRequest) {
    this.#run = run;
    this.#request = request;
    showStart(run);
    const query = (): Progress => ({ steps: [this.#step], verdict: null, outcome: this.#outcome });
    setHandler(progressQuery, query, { description: 'How far the rollback is.' });
  }

  /** Follows the work from now until it settles, and settles as it does. */
  async follow(work: Promise<Rollback>): Promise<Rollback> {
    showStep(STEP);
    this.#change({ state: 'running', startedAt: now(), summary: rollbackPurpose(this.#request) });
    try {
      const rollback = await work;
      this.#change({ state: 'done', endedAt: now(), ...reportOf(rollback) });
      return rollback;
    } catch (error) {
      this.#change({ state: 'failed', endedAt: now(), summary: failureReason(error) });
      throw error;
    }
  }

  /** Shows the outcome; the ledger has it already. */
  ended(outcome: RollbackOutcome): void {
    this.#outcome = outcome.kind;
    const [version, reasons] =
      outcome.kind === 'ROLLED_BACK' ? [outcome.rollback.version, []] : [null, outcome.reasons];
    this.#close(outcome.kind, version, reasons);
  }

  /** Shows an end without an outcome. Returns the run's last row for the ledger. */
  stopped(state: 'FAILED' | 'CANCELLED', reason: string): RunEnd {
    return this.#close(state, null, [reason]);
  }

  #close(state: RunEnd['state'], version: number | null, reasons: readonly string[]): RunEnd {
    const queryIds = this.#step.queryId === null ? [] : [this.#step.queryId];
    const end = { run: this.#run, state, step: STEP, version, reasons, queryIds } as const;
    this.#end = end;
    if (this.#step.state === 'waiting') this.#step = { ...this.#step, state: 'skipped' };
    showEnd(end);
    this.#show();
    return end;
  }

  #change(change: Partial<StepProgress>): void {
    this.#step = { ...this.#step, ...change };
    this.#show();
  }

  #show(): void {
    setCurrentDetails(rollbackDetails(this.#request, this.#step, this.#end));
  }
}

function reportOf(rollback: Rollback): Pick<StepProgress, 'summary' | 'queryId'> {
  return rollback.kind === 'rolled-back'
    ? {
        summary: `${rollback.functionName} answers with version ${rollback.version}`,
        queryId: rollback.queryIds.at(-1) ?? null,
      }
    : { summary: 'another version went live in between', queryId: null };
}
