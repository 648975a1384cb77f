import { z } from 'zod';

import type { Observed } from './observed.js';
import { isTraining, type TaggedStatement } from './statements.js';
import { groupBy, violations, type Violation } from './violation.js';

const resultSchema = z.object({ artifact: z.string(), artifactSha256: z.string() });

/** I7: a run, or each candidate of it, has one training that counts, and its version is what such a training gave. */
export function checkTrainings({ ledger }: Observed): readonly Violation[] {
  const trainings = groupBy(ledger.trainings, ({ RUN_ID }) => RUN_ID);
  const ofCandidates = groupBy(ledger.trainings, (row) => nameOf(row.RUN_ID, row.CANDIDATE));
  const versions = groupBy(ledger.versions, ({ RUN_ID }) => RUN_ID);
  return violations('I7', [
    ...[...ofCandidates].map(([of, rows]) =>
      rows.length === 1 ? null : `run ${of} has ${rows.length} trainings`,
    ),
    ...[...versions].map(([run, rows]) =>
      rows.length === 1 ? null : `run ${run} has ${rows.length} versions`,
    ),
    ...ledger.versions.map(({ RUN_ID, VERSION, ARTIFACT, ARTIFACT_SHA256 }) => {
      const results = (trainings.get(RUN_ID) ?? []).map(({ RESULT }) => RESULT ?? 'null');
      const isTrained = results.some((result) => {
        const trained = resultSchema.safeParse(JSON.parse(result)).data;
        return trained?.artifact === ARTIFACT && trained.artifactSha256 === ARTIFACT_SHA256;
      });
      return isTrained
        ? null
        : `version ${VERSION} of run ${RUN_ID} is ${ARTIFACT}, its training gave ${results.join(', ')}`;
    }),
  ]);
}

function nameOf(runId: string, candidate: string | null | undefined): string {
  return candidate === null || candidate === undefined ? runId : `${runId} (${candidate})`;
}

/**
 * I9: a run's training, or that of each candidate of it, is one statement. Another one comes only after one that
 * failed for now, never beside it: what a handler raised it would raise again (I10), unless it was fenced. What a zombie
 * sends once the next attempt has begun cannot be taken up any more; that it does not count is I7.
 */
export function checkAdoption({ statements, mayTrainAgain }: Observed): readonly Violation[] {
  const ofRuns = groupBy(
    statements.filter(({ tag }) => tag.step === 'training' && !mayTrainAgain.has(tag.runId)),
    ({ tag }) => nameOf(tag.runId, tag.candidate),
  );
  return violations(
    'I9',
    [...ofRuns].flatMap(([run, all]) => {
      const calls = all.filter((one) => isTraining(one) && !isLate(one, all));
      return calls.slice(1).map((call, index) => repeated(run, call, calls[index]));
    }),
  );
}

/** Whether a later attempt had sent something before this statement arrived. */
function isLate(call: TaggedStatement, all: readonly TaggedStatement[]): boolean {
  return all.some(
    ({ tag, startedMs }) => tag.attempt > call.tag.attempt && startedMs < call.startedMs,
  );
}

function repeated(
  run: string,
  call: TaggedStatement,
  before: TaggedStatement | undefined,
): string | null {
  if (before === undefined) return null;
  if (before.endedMs > call.startedMs) {
    return `run ${run} trained twice at once: ${before.queryId} and ${call.queryId}`;
  }
  if (before.status === 'SUCCESS') {
    return `run ${run} trained again by ${call.queryId}, though ${before.queryId} had succeeded`;
  }
  return before.error?.startsWith('100357') === true && !before.error.includes('RATCHET_FENCED')
    ? `run ${run} trained again by ${call.queryId}, though ${before.queryId} had failed for good`
    : null;
}
