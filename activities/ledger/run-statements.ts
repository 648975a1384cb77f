import type { RunEnd } from '../../pipeline/outcome.js';
import type { Run } from '../../pipeline/run.js';
import { quoted } from '../snowflake/identifier.js';
import type { Bind, Statement } from '../snowflake/statement.js';

/** What the ledger says of a run besides who started it. */
export interface RunCode {
  readonly codeDigest: string;
  readonly policyDigest: string;
  readonly gitCommit?: string | null;
}

const NOW = 'CURRENT_TIMESTAMP()';

function identity(run: Run): Record<string, Bind> {
  return {
    RUN_ID: run.id,
    WORKFLOW_ID: run.workflowId,
    MODEL: run.model,
    TRIGGER: run.trigger,
    STARTED_BY: run.startedBy,
    REASON: run.reason,
  };
}

function insertion(values: Readonly<Record<string, Bind>>, stamps: readonly string[]): string {
  const names = [...Object.keys(values), ...stamps].map(quoted);
  const marks = [...Object.keys(values).map(() => '?'), ...stamps.map(() => NOW)];
  return `INSERT (${names.join(', ')}) VALUES (${marks.join(', ')})`;
}

const MATCH =
  'MERGE INTO "RUNS" USING (SELECT ? AS "ID") AS "THIS" ON "RUNS"."RUN_ID" = "THIS"."ID"';

/** Writes the first row of a run, once. */
export function openRun(run: Run, code: RunCode): Statement {
  const { codeDigest, policyDigest, gitCommit = null } = code;
  const of = { CODE_DIGEST: codeDigest, POLICY_DIGEST: policyDigest, GIT_COMMIT: gitCommit };
  return opening(run, { ...of, STATE: 'RUNNING', STEP: 'staging' });
}

/** Writes the first row of a rollback, once: it has no code, and begins where a retraining ends. */
export function openRollback(run: Run): Statement {
  return opening(run, { STATE: 'RUNNING', STEP: 'publication' });
}

function opening(run: Run, state: Readonly<Record<string, Bind>>): Statement {
  const values = { ...identity(run), ...state };
  return {
    sql: `${MATCH}\nWHEN NOT MATCHED THEN ${insertion(values, ['STARTED_AT'])}`,
    binds: [run.id, ...Object.values(values)],
  };
}

/** Writes how a run ended, once; a run that failed before it was opened gets its row here. */
export function closeRun(end: RunEnd): Statement {
  const result = {
    STATE: end.state,
    STEP: end.step,
    VERSION: end.version,
    REASONS: JSON.stringify(end.reasons),
    QUERY_IDS: JSON.stringify(end.queryIds),
  };
  const all = { ...identity(end.run), ...result };
  const changes = Object.keys(result).map((name) => `${quoted(name)} = ?`);
  return {
    sql:
      `${MATCH}\nWHEN MATCHED AND "RUNS"."ENDED_AT" IS NULL THEN UPDATE SET ` +
      `${changes.join(', ')}, "ENDED_AT" = ${NOW}\n` +
      `WHEN NOT MATCHED THEN ${insertion(all, ['STARTED_AT', 'ENDED_AT'])}`,
    binds: [end.run.id, ...Object.values(result), ...Object.values(all)],
  };
}
