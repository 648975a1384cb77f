import { endsAttempts, type SnowflakeError } from './errors.js';
import { mayRun, queryProgress } from './query-status.js';
import type { TaggedStatement } from './tagged-statements.js';
import type { RunStep } from './warehouse.js';

/** How far the clocks of Temporal, of Snowflake and of this host may be apart. */
const CLOCKS_APART_MS = 5 * 60_000;

/** A statement as its Activity sends it. */
export interface OwnStatement {
  readonly sql: string;
  readonly name: string | undefined;
  readonly runStep: RunStep;
  readonly attempt: number;
  /** When the Activity was scheduled for the first time, in Unix time. */
  readonly scheduledAtMs: number;
}

/** From when on an Activity may have sent statements. */
export function earliestStart({ scheduledAtMs }: Pick<OwnStatement, 'scheduledAtMs'>): Date {
  return new Date(scheduledAtMs - CLOCKS_APART_MS);
}

/**
 * Whether `found` is this statement, sent by this Activity: a named one by whichever attempt, any other by this attempt. A
 * tag alone proves nothing, so that its text and its start have to fit too; its user does, see tagged-statements.ts.
 */
export function isOwn(found: TaggedStatement, own: OwnStatement): boolean {
  const { tag, sql, startedAt } = found;
  return (
    tag.runId === own.runStep.run.id &&
    tag.step === own.runStep.step &&
    tag.candidate === own.runStep.candidate &&
    tag.statement === own.name &&
    (own.name !== undefined || tag.attempt === own.attempt) &&
    sql === own.sql &&
    startedAt >= earliestStart(own)
  );
}

/**
 * The one of several that is to be taken up instead of sending the statement again: one that has succeeded, else the
 * last one that may still do so, else one that would fail again. One that failed for now is sent anew.
 */
export function toBeAdopted(found: readonly TaggedStatement[]): TaggedStatement | null {
  const latestFirst = found.toSorted(
    (one, other) => Number(other.startedAt) - Number(one.startedAt),
  );
  return (
    latestFirst.find(({ status }) => queryProgress(status) === 'succeeded') ??
    latestFirst.find(({ status }) => mayRun(status)) ??
    latestFirst.find(({ failure }) => failure !== null && wouldFailAgain(failure)) ??
    null
  );
}

/** What was fenced is no failure of its own: sent anew it gets the next fence. */
function wouldFailAgain({ reaction, type }: SnowflakeError): boolean {
  return endsAttempts(reaction) && type !== 'Fenced';
}
