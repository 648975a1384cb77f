import { z } from 'zod';

/** Rows of a query in a session of the test's own, by column name. */
export type Query = (
  sql: string,
  binds?: readonly unknown[],
) => Promise<readonly Record<string, string | null>[]>;

const text = z.string();
const number = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);

const runRow = z.object({
  RUN_ID: text,
  WORKFLOW_ID: text,
  MODEL: text,
  STATE: text,
  VERSION: number.nullable(),
  ENDED_MS: number.nullable(),
});
const trainingRow = z.object({
  RUN_ID: text,
  MODEL: text,
  CANDIDATE: text.nullable(),
  FENCE: number,
  RESULT: text.nullable(),
});
const evidenceRow = z.object({ RUN_ID: text, EVIDENCE: text, EVIDENCE_DIGEST: text });
const versionRow = z.object({
  MODEL: text,
  VERSION: number,
  RUN_ID: text,
  ARTIFACT: text,
  ARTIFACT_SHA256: text,
  SNAPSHOT: text,
  POLICY_DIGEST: text,
  EVIDENCE_DIGEST: text,
  FUNCTION_NAME: text,
  PROBABILITY_FUNCTION_NAME: text,
});
const promotionRow = z.object({
  MODEL: text,
  VERSION: number,
  PREVIOUS_VERSION: number.nullable(),
  FENCE: number,
  RUN_ID: text,
  EVIDENCE_DIGEST: text,
  PROMOTED_MS: number,
});
const liveRow = z.object({
  MODEL: text,
  VERSION: number.nullable(),
  FENCE: number,
  SERVING_FUNCTION: text.nullable(),
});

export type RunRow = z.output<typeof runRow>;
type TrainingRow = z.output<typeof trainingRow>;
export type EvidenceRow = z.output<typeof evidenceRow>;
export type VersionRow = z.output<typeof versionRow>;
export type PromotionRow = z.output<typeof promotionRow>;
export type LiveRow = z.output<typeof liveRow>;

/** The tables of the ledger as they stand, each in an order of its own. */
export interface Ledger {
  readonly runs: readonly RunRow[];
  readonly trainings: readonly TrainingRow[];
  readonly evidence: readonly EvidenceRow[];
  readonly versions: readonly VersionRow[];
  /** By model and fence. */
  readonly promotions: readonly PromotionRow[];
  readonly live: readonly LiveRow[];
}

const ms = (column: string) => `DATE_PART(EPOCH_MILLISECOND, ${column})`;

/** Reads the ledger with nothing of Ratchet's own code: it may be what is wrong. */
export async function readLedger(query: Query): Promise<Ledger> {
  const rows = async <Row>(row: z.ZodType<Row>, sql: string) =>
    z.array(row).parse(await query(sql));
  return {
    runs: await rows(runRow, `SELECT *, ${ms('ENDED_AT')} AS ENDED_MS FROM RUNS`),
    trainings: await rows(trainingRow, 'SELECT * FROM TRAININGS'),
    evidence: await rows(evidenceRow, 'SELECT * FROM EVIDENCE'),
    versions: await rows(versionRow, 'SELECT * FROM MODEL_VERSIONS ORDER BY MODEL, VERSION'),
    promotions: await rows(
      promotionRow,
      `SELECT *, ${ms('PROMOTED_AT')} AS PROMOTED_MS FROM PROMOTIONS ORDER BY MODEL, FENCE`,
    ),
    live: await rows(liveRow, 'SELECT * FROM LIVE_VERSION'),
  };
}
