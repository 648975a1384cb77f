import type { RequestPattern } from '../support/snowflake-faults.js';
import { REQUESTS } from '../support/snowflake-requests.js';

/** Requests of a run at which something can happen to it, in the order in which a run comes by them. */
export const MOMENTS = {
  login: { request: REQUESTS.login },
  upload: { request: REQUESTS.stage },
  open: { sql: /^MERGE INTO "RUNS" .*\nWHEN NOT MATCHED/ },
  load: { sql: /^COPY INTO/ },
  features: { sql: /^CREATE (OR REPLACE )?(TRANSIENT )?TABLE "FEATURES_/ },
  fence: { sql: /^MERGE INTO "TRAININGS"/ },
  train: { sql: /^CALL "?RATCHET_TRAIN_/ },
  evaluate: { sql: /^CALL "?RATCHET_EVALUATE_/ },
  claim: { sql: /^CALL "?RATCHET_CLAIM_/ },
  version: { sql: /^CREATE FUNCTION/ },
  switch: { sql: /^CALL "?RATCHET_SWITCH_/ },
  serve: { sql: /^CALL "?RATCHET_SERVE_/ },
  close: { sql: /^MERGE INTO "RUNS" .*\nWHEN MATCHED/ },
  statement: { request: REQUESTS.submit },
  status: { request: REQUESTS.status },
  result: { request: REQUESTS.result },
  cancel: { sql: /SYSTEM\$CANCEL_QUERY/ },
} as const satisfies Record<string, RequestPattern>;

export type MomentName = keyof typeof MOMENTS;
