import type { Evidence } from '../pipeline/evidence.js';
import type { RetrainingOutcome } from '../pipeline/outcome.js';
import type { PublishedUdf, SupersededPublication } from '../pipeline/publication.js';
import type { Run } from '../pipeline/run.js';
import type { Candidate } from '../pipeline/training.js';
import type { HeldVerdict, PassedVerdict, RejectedVerdict } from '../pipeline/verdict.js';

function endOf({ model, id }: Run): { readonly model: string; readonly runId: string } {
  return { model, runId: id };
}

/** Nothing to train: the live version was made of the same. */
export function notChanged(run: Run, version: number): RetrainingOutcome {
  const reason = `Data, code and policy are those of version ${version}, which is live.`;
  return { kind: 'NO_CHANGE', ...endOf(run), version, reasons: [reason] };
}

/** The gate did not let the candidate pass. */
export function keptBack(
  run: Run,
  evidence: Evidence,
  verdict: HeldVerdict | RejectedVerdict,
): RetrainingOutcome {
  const kind = verdict.kind === 'held' ? 'HELD' : 'REJECTED';
  return { kind, ...endOf(run), verdict, evidence, reasons: verdict.reasons };
}

/** The data did not let anything be trained. */
export function refused(run: Run, verdict: RejectedVerdict): RetrainingOutcome {
  return { kind: 'REJECTED', ...endOf(run), verdict, evidence: null, reasons: verdict.reasons };
}

/** The candidate serves. */
export function promoted(
  run: Run,
  evidence: Evidence,
  verdict: PassedVerdict,
  publication: PublishedUdf,
): RetrainingOutcome {
  return { kind: 'PROMOTED', ...endOf(run), verdict, evidence, publication };
}

/** The candidate passed, against a champion that is none any more. */
export function superseded(
  run: Run,
  evidence: Evidence,
  verdict: PassedVerdict,
  { liveVersion }: SupersededPublication,
): RetrainingOutcome {
  const change =
    liveVersion === null ? 'The live version was withdrawn' : `Version ${liveVersion} went live`;
  const reason = `${change} after the candidate was judged: it has not been compared with what serves now.`;
  return { kind: 'HELD', ...endOf(run), verdict, evidence, reasons: [reason] };
}

/** Tells in the outcome which candidate was judged, if there were several. */
export function withChoice(
  outcome: RetrainingOutcome,
  { choice }: Pick<Candidate, 'choice'>,
): RetrainingOutcome {
  return choice === undefined ? outcome : { ...outcome, choice };
}
