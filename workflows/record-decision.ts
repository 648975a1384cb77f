import { patched, proxyActivities } from '@temporalio/workflow';

import type { PipelineActivities } from '../pipeline/activities.js';
import { recipeOf, type Made } from '../pipeline/decision.js';
import type { RetrainingRequest } from '../pipeline/retraining-request.js';
import type { Run } from '../pipeline/run.js';
import type { Verdict } from '../pipeline/verdict.js';
import { RECORD } from './activity-options.js';

const { recordDecision } = proxyActivities<Pick<PipelineActivities, 'recordDecision'>>({
  ...RECORD,
  summary: 'write the decision into the ledger',
});

/** A verdict, and all that it stands on. */
export interface Decided extends Omit<Made, 'spec' | 'codeDigest'> {
  readonly run: Run;
  readonly request: RetrainingRequest;
  readonly verdict: Verdict;
  /** Null when the data was refused before anything was trained. */
  readonly evidenceDigest: string | null;
}

/** Has a verdict written into the ledger, before it has any effect. False in runs that began before there was such a record. */
export async function recordDecided({
  run,
  request,
  verdict,
  evidenceDigest,
  ...made
}: Decided): Promise<boolean> {
  if (!patched('decision-record')) return false;
  const { spec, codeDigest, policyDigest } = request;
  const recipe = recipeOf({ ...made, spec, codeDigest });
  await recordDecision({ run, verdict, policy: spec.gate, policyDigest, evidenceDigest, recipe });
  return true;
}
