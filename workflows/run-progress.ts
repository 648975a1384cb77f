import { setCurrentDetails, setHandler } from '@temporalio/workflow';

import type { StepTiming } from '../pipeline/decision.js';
import type { Evidence } from '../pipeline/evidence.js';
import { judgedMetrics } from '../pipeline/gate-policy.js';
import type { RetrainingOutcome, RunEnd } from '../pipeline/outcome.js';
import type { CandidatesProgress, Progress, StepProgress } from '../pipeline/progress.js';
import type { ModelSpec } from '../pipeline/model-spec.js';
import type { Run } from '../pipeline/run.js';
import { STEPS, type Step } from '../pipeline/step.js';
import type { Verdict } from '../pipeline/verdict.js';
import { currentDetails } from './current-details.js';
import { failureReason } from './failure-reason.js';
import { progressQuery } from './messages.js';
import type { ReportState } from './report-text.js';
import { showEnd, showPrimaryMetric, showStart, showStep } from './run-attributes.js';
import { stepPurposes } from './step-purposes.js';
import { STEP_REPORTS, type StepReport, type StepResults } from './step-results.js';

/**
 * What a run has done so far. It answers the progress Query, and keeps the search attributes and the current details of
 * the Web UI at the same state.
 */
export class RunProgress {
  readonly #run: Run;
  readonly #spec: ModelSpec;
  readonly #primaryMetric: string | null;
  #progress: Progress = { steps: STEPS.map(waiting), verdict: null, outcome: null };
  #evidence: Evidence | null = null;
  #end: RunEnd | null = null;
  #report: ReportState | null = null;
  #queryIds: readonly string[] = [];

  constructor(run: Run, spec: ModelSpec) {
    this.#run = run;
    this.#spec = spec;
    this.#primaryMetric = judgedMetrics(spec.gate)[0] ?? null;
    showStart(run);
    setHandler(progressQuery, () => this.#progress, {
      description: 'The five steps, the verdict and the outcome, as far as the run is.',
    });
  }

  /** Follows a step from now until `work` settles, and settles as it does. */
  async step<S extends Step>(step: S, work: Promise<StepResults[S]>): Promise<StepResults[S]> {
    showStep(step);
    const summary = stepPurposes(this.#spec)[step];
    this.#change(step, { state: 'running', startedAt: now(), summary });
    try {
      const result = await work;
      this.#finish(step, STEP_REPORTS[step](result, this.#primaryMetric, this.#spec));
      return result;
    } catch (error) {
      this.#change(step, { state: 'failed', endedAt: now(), summary: failureReason(error) });
      throw error;
    }
  }

  /** Shows how far the candidates are that are trained side by side. */
  compared(compared: CandidatesProgress): void {
    this.#change('training', { compared });
  }

  /** Shows that the data were refused before anything was trained. */
  refused(verdict: Verdict): void {
    this.#progress = { ...this.#progress, verdict };
    this.#show();
  }

  judged(evidence: Evidence, verdict: Verdict): void {
    this.#evidence = evidence;
    this.#progress = { ...this.#progress, verdict };
    const score =
      this.#primaryMetric === null ? null : evidence.candidate.metrics[this.#primaryMetric];
    if (typeof score === 'number') showPrimaryMetric(score);
    this.#show();
  }

  /** The steps that have ended, in their order. */
  timings(): readonly StepTiming[] {
    return this.#progress.steps.flatMap(({ step, startedAt, endedAt }) =>
      startedAt === null || endedAt === null ? [] : [{ step, startedAt, endedAt }],
    );
  }

  /** Shows where the report lies, or why there is none. */
  reported(report: ReportState): void {
    this.#report = report;
    this.#show();
  }

  /** Closes the run with its outcome. Returns the run's last row for the ledger. */
  ended(outcome: RetrainingOutcome): RunEnd {
    this.#progress = { ...this.#progress, outcome: outcome.kind };
    return this.#close(
      outcome.kind,
      versionOf(outcome),
      'reasons' in outcome ? outcome.reasons : [],
    );
  }

  /** Closes the run without an outcome. Returns the run's last row for the ledger. */
  stopped(state: 'FAILED' | 'CANCELLED', reason: string): RunEnd {
    return this.#close(state, null, [reason]);
  }

  #close(state: RunEnd['state'], version: number | null, reasons: readonly string[]): RunEnd {
    const { steps } = this.#progress;
    const step = steps.findLast(({ startedAt }) => startedAt !== null)?.step ?? STEPS[0];
    const end = { run: this.#run, state, step, version, reasons, queryIds: this.#queryIds };
    this.#end = end;
    this.#progress = {
      ...this.#progress,
      steps: steps.map((one) => (one.state === 'waiting' ? { ...one, state: 'skipped' } : one)),
    };
    showEnd(end);
    this.#show();
    return end;
  }

  #finish(step: Step, { summary, rows, queryIds }: StepReport): void {
    this.#queryIds = [...this.#queryIds, ...queryIds];
    const queryId = queryIds.at(-1) ?? null;
    this.#change(step, { state: 'done', endedAt: now(), summary, rows, queryId });
  }

  #change(step: Step, change: Partial<StepProgress>): void {
    const steps = this.#progress.steps.map((one) =>
      one.step === step ? { ...one, ...change } : one,
    );
    this.#progress = { ...this.#progress, steps };
    this.#show();
  }

  #show(): void {
    setCurrentDetails(
      currentDetails({
        spec: this.#spec,
        progress: this.#progress,
        evidence: this.#evidence,
        end: this.#end,
        report: this.#report,
      }),
    );
  }
}

/** A step that has not begun. */
export function waiting(step: Step): StepProgress {
  return {
    step,
    state: 'waiting',
    startedAt: null,
    endedAt: null,
    summary: null,
    rows: null,
    queryId: null,
  };
}

function versionOf(outcome: RetrainingOutcome): number | null {
  if (outcome.kind === 'PROMOTED') return outcome.publication.version;
  return outcome.kind === 'NO_CHANGE' ? outcome.version : null;
}

/** Temporal's clock: the time of the current Workflow Task, the same in a replay; ISO 8601 in UTC. */
export function now(): string {
  return new Date().toISOString();
}
