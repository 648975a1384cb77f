import type { FailureType } from '../../../pipeline/failure-types.js';
import type { Observed } from './observed.js';
import { violations, type Violation } from './violation.js';

/**
 * What waiting does not mend. SnowflakeAuthentication is not among them: a JWT that came too late is signed anew; nor is
 * Fenced: a training that was overtaken looks for the result of the other one.
 */
const PERMANENT: ReadonlySet<string> = new Set<FailureType>([
  'SnowflakeStatement',
  'SnowflakeTimeout',
  'SnowflakeCancelled',
  'UserCode',
  'SourceData',
  'ModelFolder',
  'ProcedureMissing',
  'ArtifactChanged',
  'LockBroken',
  'VersionConflict',
  'GateNotPassed',
  'ParityMismatch',
  'LedgerCorrupt',
  'RunClosed',
  'ResultMissing',
  'RollbackRefused',
]);

/** I10: nothing is tried again after an error that stays. */
export function checkAttempts({ workflows }: Observed): readonly Violation[] {
  return violations(
    'I10',
    workflows.flatMap(({ runId, repetitions }) =>
      repetitions.map(({ activity, attempt, failureType, message }) =>
        PERMANENT.has(failureType ?? '')
          ? `run ${runId}: ${activity} was tried a ${attempt}. time after ${failureType}: ${message}`
          : null,
      ),
    ),
  );
}

/** I11: no secret and no row of data stands where people read. */
export function checkSecrets({
  workflows,
  statements,
  texts,
  canaries,
}: Observed): readonly Violation[] {
  const readable = [
    ...workflows.map(({ runId, text }) => ({ name: `the history of run ${runId}`, text })),
    ...statements.map(({ queryId, tag }) => ({
      name: `the tag of ${queryId}`,
      text: JSON.stringify(tag),
    })),
    ...texts,
  ];
  return violations(
    'I11',
    canaries.flatMap((canary) =>
      readable.map(({ name, text }) => (text.includes(canary) ? `${canary} in ${name}` : null)),
    ),
  );
}
