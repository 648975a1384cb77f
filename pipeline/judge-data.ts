import { checkResult } from './check-result.js';
import { ageChecks, type AgeCheck, type RowCountCheck } from './data-check-policy.js';
import { agesOf, type DataMeasurements, type MeasuredAge } from './data-measurements.js';
import { decimalSum, signOfSum, type Term } from './decimal.js';
import { durationMs } from './duration.js';
import type { GatePolicy } from './gate-policy.js';
import { judgeColumn } from './judge-column.js';
import { countText, numberText } from './score-text.js';
import { spanText } from './span-text.js';
import { verdictOf, type RejectedVerdict, type RuleResult } from './verdict.js';

/** Whether the policy asks anything about the data before they are trained on. */
export function hasDataChecks({ checks }: Pick<GatePolicy, 'checks'>): boolean {
  const { schema, rowCount, freshness } = checks ?? {};
  return [schema, rowCount, freshness].some((check) => check !== undefined);
}

/**
 * Judges the data by the checks that the policy names. What was not measured, or measured for another bound, breaks its
 * check: nobody knows that it keeps to it.
 */
export function judgeData(
  measured: DataMeasurements | null,
  { checks }: Pick<GatePolicy, 'checks'>,
): RuleResult[] {
  const { schema, rowCount } = checks ?? {};
  return [
    ...(schema === undefined
      ? []
      : Object.entries(schema.columns).map(([column, contract]) =>
          judgeColumn(column, contract, schema.on, measured),
        )),
    ...(rowCount === undefined ? [] : [judgeRowCount(rowCount, measured)]),
    ...ageChecks(checks ?? {}).map((asked) => judgeFreshness(asked, measured)),
  ];
}

/** The verdict on data that must not be trained on; null when they may be. */
export function refusedData(
  measured: DataMeasurements | null,
  policy: Pick<GatePolicy, 'checks'>,
): RejectedVerdict | null {
  const verdict = verdictOf(judgeData(measured, policy));
  return verdict.kind === 'rejected' ? verdict : null;
}

function judgeRowCount(asked: RowCountCheck, measured: DataMeasurements | null): RuleResult {
  const { ratioBelow, ratioAbove, on } = asked;
  const before = rowsBefore(measured);
  const rule = `${ratioBelow} to ${ratioAbove} times the rows of ${before?.name ?? LIVE}`;
  const check = { subject: 'row_count', rule, on, found: measured?.rows ?? null } as const;
  if (measured?.live === undefined) {
    const reason = 'The rows of the live version were not counted in this run.';
    return checkResult({ ...check, holds: false, reason });
  }
  const { rows, live } = measured;
  const found = `The feature table has ${countText(rows)} rows`;
  if (before === null) {
    const reason = `${found}; no version is live whose rows they could be compared with.`;
    return { ...checkResult({ ...check, holds: true, reason }), result: 'not-judged' };
  }
  // How far each end is, as terms of an exact sum.
  const ends: readonly (readonly Term[])[] = [
    [rows, [-ratioBelow, before.rows]],
    [-rows, [ratioAbove, before.rows]],
  ];
  const holds = ends.every((terms) => signOfSum(...terms) >= 0);
  const margin = Math.min(...ends.map((terms) => decimalSum(...terms)));
  const ratio = numberText(rows / before.rows, ratioBelow, ratioAbove);
  const beside = `${ratio} times the ${countText(before.rows)} of ${before.who}`;
  const reason = `${found}, ${beside}; ${ratioBelow} to ${ratioAbove} times is asked for.`;
  return { ...checkResult({ ...check, holds, reason, margin }), champion: live?.rows ?? null };
}

const LIVE = 'the live version';

interface RowsBefore {
  readonly rows: number;
  readonly name: string;
  readonly who: string;
}

/** The rows to compare with: those of the live version, or before there is one of the run that was judged last. */
function rowsBefore(measured: DataMeasurements | null): RowsBefore | null {
  const { live, last } = measured ?? {};
  if (live) return { rows: live.rows, name: LIVE, who: `version ${live.version}, which is live` };
  if (!last) return null;
  const who = `run ${last.runId}, the last that was judged, since no version is live`;
  return { rows: last.rows, name: 'the last judged run', who };
}

function judgeFreshness(asked: AgeCheck, measured: DataMeasurements | null): RuleResult {
  const { source, column, olderThan, on } = asked;
  const newest = agesOf(measured).find((one) => one.source === source && one.column === column);
  const ageSeconds = newest?.ageSeconds ?? null;
  const check = {
    subject: 'freshness',
    rule: `${column} of ${source} at most ${olderThan} old`,
    on,
    found: ageSeconds === null ? null : ageSeconds / SECONDS_A_DAY,
  } as const;
  if (ageSeconds === null) {
    const reason =
      newest === undefined
        ? `The age of ${column} of ${source} was not measured in this run.`
        : `${noAge(newest)}; at most ${olderThan} old is asked for.`;
    return checkResult({ ...check, holds: false, reason });
  }
  const holds = ageSeconds * 1_000 <= durationMs(olderThan);
  const found = `The newest ${column} of ${source} is ${spanText(ageSeconds)} old`;
  const reason = holds ? `${found}.` : `${found}, older than ${olderThan}.`;
  const leftMs = decimalSum(durationMs(olderThan), [ageSeconds, -1_000]);
  const margin = leftMs / (SECONDS_A_DAY * 1_000);
  return checkResult({ ...check, holds, reason, margin });
}

const SECONDS_A_DAY = 86_400;

function noAge({ source, column, type }: MeasuredAge): string {
  if (type === null) return `The source ${source} has no column ${column}`;
  return /^(DATE|TIMESTAMP)/.test(type)
    ? `${column} of ${source} has no value that is not in the future`
    : `${column} of ${source} is ${type}, which is no date or timestamp`;
}
