import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Client } from '@temporalio/client';
import { z } from 'zod';

import {
  retrainingWorkflowId,
  rollbackWorkflowId,
  scheduleId,
} from '../../../pipeline/workflow-ids.js';
import { readLedger, type Ledger, type Query } from './ledger.js';
import type { Observed, ObservedFunction } from './observed.js';
import { readStatements } from './statements.js';
import { readWorkflows } from './workflows.js';

/** What a test knows besides what Snowflake and Temporal tell. */
export interface Known extends Pick<
  Observed,
  'probes' | 'versionAnswers' | 'canaries' | 'texts' | 'mayTrainAgain'
> {
  /** Whose runs are looked at. */
  readonly models: readonly string[];
}

/** Reads all that can be seen from outside; `query` runs in the schema of the ledger. */
export async function observe(
  query: Query,
  client: Client,
  { models, ...known }: Known,
): Promise<Observed> {
  const ledger = await readLedger(query);
  const workflows = await readWorkflows(client);
  const statements = await readStatements(query);
  return {
    ...known,
    ledger,
    workflows: workflows.filter(({ workflowId }) => models.some((one) => isOf(one, workflowId))),
    statements: statements.filter(({ tag }) => models.includes(tag.model)),
    functions: await readFunctions(query),
    artifacts: await readArtifacts(query, ledger),
  };
}

function isOf(model: string, workflowId: string): boolean {
  const runs = [retrainingWorkflowId(model), rollbackWorkflowId(model)];
  return runs.includes(workflowId) || workflowId.startsWith(`${scheduleId(model)}-`);
}

const functionRow = z
  .object({ FUNCTION_NAME: z.string(), COMMENT: z.string().nullable() })
  .transform((row) => ({ name: row.FUNCTION_NAME, comment: row.COMMENT ?? '' }));

/** The functions of the session's schema. */
export async function readFunctions(query: Query): Promise<readonly ObservedFunction[]> {
  const rows = await query(
    'SELECT "FUNCTION_NAME", "COMMENT" FROM "INFORMATION_SCHEMA"."FUNCTIONS" WHERE "FUNCTION_SCHEMA" = CURRENT_SCHEMA()',
  );
  return z.array(functionRow).parse(rows);
}

async function readArtifacts(
  query: Query,
  { versions }: Ledger,
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  for (const { ARTIFACT } of versions) found.set(ARTIFACT, await digestInStage(query, ARTIFACT));
  return found;
}

/** The digest of the card, which holds that of the model; of whichever file is not what it should be otherwise. */
async function digestInStage(query: Query, artifact: string): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-artifact-'));
  try {
    await query(`GET '${artifact}model.json' 'file://${folder}/'`);
    await query(`GET '${artifact}model.joblib' 'file://${folder}/'`);
    const [card, model] = [join(folder, 'model.json'), join(folder, 'model.joblib')];
    if (!existsSync(card) || !existsSync(model)) return null;
    const { modelSha256 } = cardSchema.parse(JSON.parse(readFileSync(card, 'utf8')));
    const ofModel = fileDigest(model);
    return ofModel === modelSha256 ? fileDigest(card) : ofModel;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const cardSchema = z.object({ modelSha256: z.string() });

function fileDigest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
