import type { CandidateProgress, CandidatesProgress } from '../pipeline/progress.js';
import type { Candidate } from '../pipeline/training.js';
import { now } from './run-progress.js';

/** Told of every change. */
type Show = (progress: CandidatesProgress) => void;

/** How far each of the candidates is that a run trains side by side. */
export class CandidateProgresses {
  readonly #show: Show;
  #progress: CandidatesProgress;

  constructor(names: readonly string[], metric: string, show: Show) {
    this.#show = show;
    this.#progress = { metric, chosen: null, candidates: names.map(waiting) };
    show(this.#progress);
  }

  began(name: string): void {
    this.#change(name, { state: 'running', startedAt: now() });
  }

  trained(name: string, { metrics }: Candidate): void {
    const score = metrics.validation?.[this.#progress.metric] ?? null;
    this.#change(name, { state: 'done', endedAt: now(), score });
  }

  failed(name: string, failure: string): void {
    this.#change(name, { state: 'failed', endedAt: now(), failure });
  }

  chose({ choice }: Candidate): void {
    this.#set({ ...this.#progress, chosen: choice?.chosen ?? null });
  }

  /** No more are begun. */
  gaveUp(): void {
    const candidates = this.#progress.candidates.map((one): CandidateProgress =>
      one.state === 'waiting' ? { ...one, state: 'skipped' } : one,
    );
    this.#set({ ...this.#progress, candidates });
  }

  #change(name: string, change: Partial<CandidateProgress>): void {
    const candidates = this.#progress.candidates.map((one) =>
      one.name === name ? { ...one, ...change } : one,
    );
    this.#set({ ...this.#progress, candidates });
  }

  #set(progress: CandidatesProgress): void {
    this.#progress = progress;
    this.#show(progress);
  }
}

function waiting(name: string): CandidateProgress {
  return { name, state: 'waiting', startedAt: null, endedAt: null, score: null, failure: null };
}
