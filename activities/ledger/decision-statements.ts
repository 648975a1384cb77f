import { decisionRecord, type DecisionInput } from '../../pipeline/decision.js';
import { canonicalJson } from '../../pipeline/canonical-json.js';
import type { Run } from '../../pipeline/run.js';
import { quoted } from '../snowflake/identifier.js';
import type { Bind, Statement } from '../snowflake/statement.js';

/** Writes a run's decision, once: the first that is written stands. */
export function insertDecision(input: DecisionInput): Statement {
  const { run, verdict, policy, policyDigest, evidenceDigest } = input;
  const row: Readonly<Record<string, Bind>> = {
    RUN_ID: run.id,
    MODEL: run.model,
    VERDICT: verdict.kind,
    POLICY_DIGEST: policyDigest,
    // The text that the digest is taken of.
    POLICY: canonicalJson(policy),
    EVIDENCE_DIGEST: evidenceDigest,
    DECISION: JSON.stringify(decisionRecord(input)),
  };
  const names = [...Object.keys(row), 'DECIDED_AT'].map(quoted);
  const marks = Object.keys(row).map(() => '?');
  return {
    sql:
      'MERGE INTO "DECISIONS" USING (SELECT ? AS "ID") AS "THIS" ON "DECISIONS"."RUN_ID" = "THIS"."ID"\n' +
      `WHEN NOT MATCHED THEN INSERT (${names.join(', ')}) ` +
      `VALUES (${marks.join(', ')}, CURRENT_TIMESTAMP())`,
    binds: [run.id, ...Object.values(row)],
  };
}

/** A run's decision, as far as a publication depends on it. */
export function selectDecision(run: Pick<Run, 'id'>): Statement {
  return {
    sql: 'SELECT "VERDICT", "POLICY_DIGEST", "EVIDENCE_DIGEST" FROM "DECISIONS" WHERE "RUN_ID" = ?',
    binds: [run.id],
  };
}
