import type { RunReport } from '../../client/runs/run-report.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { RetrainingOutcome } from '../../pipeline/outcome.js';
import { ratchet } from './ratchet.js';

export interface EndedRun {
  readonly exitCode: number;
  readonly report: RunReport;
}

/** Runs a model folder to its end, as `ratchet run FOLDER --follow -o json` does. */
export async function runModel(
  address: string,
  folder: string,
  ...options: readonly string[]
): Promise<EndedRun> {
  const place = ['--address', address, '-o', 'json'];
  const { stdout, exitCode } = await ratchet('run', folder, '--follow', ...options, ...place);
  const report: RunReport = JSON.parse(stdout);
  return { exitCode, report };
}

/** An outcome with a verdict on a candidate. */
export type JudgedOutcome = Extract<RetrainingOutcome, { readonly evidence: Evidence }>;

/** The outcome of a run that was judged. Throws for any other run, with what it was instead. */
export function judged({ report }: EndedRun): JudgedOutcome {
  const { outcome, failure } = report;
  if (outcome !== null && 'evidence' in outcome && outcome.evidence !== null) return outcome;
  throw new Error(`not judged: ${JSON.stringify(outcome ?? failure)}`);
}

/** The evidence, verdict and function of a run that was promoted. Throws for any other run. */
export function promoted(run: EndedRun): Extract<JudgedOutcome, { readonly kind: 'PROMOTED' }> {
  const outcome = judged(run);
  if (outcome.kind === 'PROMOTED') return outcome;
  throw new Error(`${outcome.kind}: ${outcome.reasons.join(' ')}`);
}
