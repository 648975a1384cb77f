import { ARTIFACTS_STAGE, CODE_STAGE, FILES_STAGE } from '../../pipeline/object-names.js';
import { quoted } from '../snowflake/identifier.js';
import type { Statement } from '../snowflake/statement.js';

const TABLES = {
  RUNS: {
    RUN_ID: 'VARCHAR NOT NULL',
    WORKFLOW_ID: 'VARCHAR NOT NULL',
    MODEL: 'VARCHAR NOT NULL',
    TRIGGER: 'VARCHAR NOT NULL',
    STARTED_BY: 'VARCHAR NOT NULL',
    REASON: 'VARCHAR',
    CODE_DIGEST: 'VARCHAR',
    POLICY_DIGEST: 'VARCHAR',
    GIT_COMMIT: 'VARCHAR',
    STARTED_AT: 'TIMESTAMP_LTZ NOT NULL',
    STATE: 'VARCHAR NOT NULL',
    STEP: 'VARCHAR NOT NULL',
    VERSION: 'NUMBER(38,0)',
    REASONS: 'VARCHAR',
    QUERY_IDS: 'VARCHAR',
    ENDED_AT: 'TIMESTAMP_LTZ',
  },
  EVIDENCE: {
    RUN_ID: 'VARCHAR NOT NULL',
    MODEL: 'VARCHAR NOT NULL',
    EVIDENCE: 'VARCHAR NOT NULL',
    EVIDENCE_DIGEST: 'VARCHAR NOT NULL',
    CREATED_AT: 'TIMESTAMP_LTZ NOT NULL',
  },
  DIAGNOSTICS: {
    RUN_ID: 'VARCHAR NOT NULL',
    MODEL: 'VARCHAR NOT NULL',
    DIAGNOSTICS: 'VARCHAR NOT NULL',
    CREATED_AT: 'TIMESTAMP_LTZ NOT NULL',
  },
  DECISIONS: {
    RUN_ID: 'VARCHAR NOT NULL',
    MODEL: 'VARCHAR NOT NULL',
    VERDICT: 'VARCHAR NOT NULL',
    POLICY_DIGEST: 'VARCHAR NOT NULL',
    POLICY: 'VARCHAR NOT NULL',
    EVIDENCE_DIGEST: 'VARCHAR',
    DECISION: 'VARCHAR NOT NULL',
    DECIDED_AT: 'TIMESTAMP_LTZ NOT NULL',
  },
  TRAININGS: {
    RUN_ID: 'VARCHAR NOT NULL',
    MODEL: 'VARCHAR NOT NULL',
    CANDIDATE: 'VARCHAR',
    FENCE: 'NUMBER(38,0) NOT NULL',
    RESULT: 'VARCHAR',
    STARTED_AT: 'TIMESTAMP_LTZ NOT NULL',
    ENDED_AT: 'TIMESTAMP_LTZ',
  },
  MODEL_VERSIONS: {
    MODEL: 'VARCHAR NOT NULL',
    VERSION: 'NUMBER(38,0) NOT NULL',
    RUN_ID: 'VARCHAR NOT NULL',
    ARTIFACT: 'VARCHAR NOT NULL',
    ARTIFACT_SHA256: 'VARCHAR NOT NULL',
    SNAPSHOT: 'VARCHAR NOT NULL',
    CODE_DIGEST: 'VARCHAR NOT NULL',
    RECIPE_DIGEST: 'VARCHAR NOT NULL',
    POLICY_DIGEST: 'VARCHAR NOT NULL',
    EVIDENCE_DIGEST: 'VARCHAR NOT NULL',
    FEATURES: 'VARCHAR NOT NULL',
    PACKAGES: 'VARCHAR NOT NULL',
    FUNCTION_NAME: 'VARCHAR NOT NULL',
    PROBABILITY_FUNCTION_NAME: 'VARCHAR NOT NULL',
    TASK: 'VARCHAR',
    CREATED_AT: 'TIMESTAMP_LTZ NOT NULL',
  },
  PROMOTIONS: {
    MODEL: 'VARCHAR NOT NULL',
    VERSION: 'NUMBER(38,0) NOT NULL',
    PREVIOUS_VERSION: 'NUMBER(38,0)',
    FENCE: 'NUMBER(38,0) NOT NULL',
    RUN_ID: 'VARCHAR NOT NULL',
    PROMOTED_BY: 'VARCHAR NOT NULL',
    REASON: 'VARCHAR',
    EVIDENCE_DIGEST: 'VARCHAR NOT NULL',
    QUERY_IDS: 'VARCHAR NOT NULL',
    PROMOTED_AT: 'TIMESTAMP_LTZ NOT NULL',
  },
  LIVE_VERSION: {
    MODEL: 'VARCHAR NOT NULL',
    VERSION: 'NUMBER(38,0)',
    FENCE: 'NUMBER(38,0) NOT NULL',
    RUN_ID: 'VARCHAR',
    LAST_VERSION: 'NUMBER(38,0) NOT NULL',
    SERVING_FUNCTION: 'VARCHAR',
    UPDATED_AT: 'TIMESTAMP_LTZ NOT NULL',
  },
  RESTORATIONS: {
    MODEL: 'VARCHAR NOT NULL',
    VERSION: 'NUMBER(38,0) NOT NULL',
    FENCE: 'NUMBER(38,0) NOT NULL',
    FUNCTION_NAME: 'VARCHAR NOT NULL',
    FOUND: 'VARCHAR NOT NULL',
    RESTORED_AT: 'TIMESTAMP_LTZ NOT NULL',
  },
  REMOVALS: {
    RUN_ID: 'VARCHAR NOT NULL',
    MODEL: 'VARCHAR NOT NULL',
    REMOVED: 'VARCHAR NOT NULL',
    KEPT: 'VARCHAR',
    REMOVED_AT: 'TIMESTAMP_LTZ NOT NULL',
  },
} as const;

export type LedgerTable = keyof typeof TABLES;

/** Every table of the ledger, in the order in which they are made. */
export const LEDGER_TABLES: readonly LedgerTable[] = [
  'RUNS',
  'EVIDENCE',
  'DIAGNOSTICS',
  'DECISIONS',
  'TRAININGS',
  'MODEL_VERSIONS',
  'PROMOTIONS',
  'LIVE_VERSION',
  'RESTORATIONS',
  'REMOVALS',
];

/** Makes a table of the ledger unless it is there. */
export function createLedgerTable(table: LedgerTable): Statement {
  const columns = Object.entries(TABLES[table]).map(([name, type]) => `${quoted(name)} ${type}`);
  return { sql: `CREATE TABLE IF NOT EXISTS ${quoted(table)} (\n  ${columns.join(',\n  ')}\n)` };
}

/** A column that ledgers of an earlier Ratchet lack; rows of then have no value there. */
interface AddedColumn {
  readonly table: LedgerTable;
  readonly column: string;
}

/** Every column that came after its table. */
export const ADDED_COLUMNS: readonly AddedColumn[] = [
  { table: 'LIVE_VERSION', column: 'SERVING_FUNCTION' },
  // Before, every model was binary.
  { table: 'MODEL_VERSIONS', column: 'TASK' },
  // Before, a run had one.
  { table: 'TRAININGS', column: 'CANDIDATE' },
  { table: 'RUNS', column: 'GIT_COMMIT' },
];

/** Adds such a column unless it is there. */
export function addLedgerColumn({ table, column }: AddedColumn): Statement {
  return {
    sql: `ALTER TABLE ${quoted(table)} ADD COLUMN IF NOT EXISTS ${quoted(column)} VARCHAR`,
  };
}

/** Gives live versions of a ledger that did not know it their serving name: the part of a version's name before `__V3_…`. */
export function fillServingFunction(): Statement {
  return {
    sql:
      'UPDATE "LIVE_VERSION" SET "SERVING_FUNCTION" = ' +
      `REGEXP_REPLACE("V"."FUNCTION_NAME", '__V[0-9]+_[0-9A-F]+$', '')\n` +
      'FROM "MODEL_VERSIONS" AS "V"\n' +
      'WHERE "V"."MODEL" = "LIVE_VERSION"."MODEL" AND "V"."VERSION" = "LIVE_VERSION"."VERSION" ' +
      'AND "LIVE_VERSION"."SERVING_FUNCTION" IS NULL',
  };
}

/** The stages that Ratchet keeps files in. */
export const STAGES: readonly string[] = [FILES_STAGE, CODE_STAGE, ARTIFACTS_STAGE];

/** Makes a stage unless it is there. */
export function createStage(stage: string): Statement {
  return { sql: `CREATE STAGE IF NOT EXISTS ${quoted(stage)}` };
}
