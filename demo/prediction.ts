import { z } from 'zod';

import { plainTable } from '../client/views/table.js';
import { featureTable } from '../pipeline/object-names.js';
import type { RetrainingOutcome } from '../pipeline/outcome.js';
import type { PublishedUdf } from '../pipeline/publication.js';
import type { ShownRow, Warehouse } from './warehouse.js';

const LINE_WIDTH = 96;
const SHOWN_COLUMNS = ['CUSTOMERID', 'CONTRACT', 'TENUREMONTHS', 'MONTHLYCHARGES'];
const NUMBER_COLUMNS = [2, 3, 4, 5] as const;

/** A SELECT that calls the serving function, and what it answers. */
export interface Prediction {
  readonly sql: string;
  /** The rows as a table. */
  readonly answer: string;
}

type Promoted = Extract<RetrainingOutcome, { readonly kind: 'PROMOTED' }>;

/** Asks the serving function about customers that its model never saw. */
export async function predictChurn(warehouse: Warehouse, outcome: Promoted): Promise<Prediction> {
  const { model, runId, publication } = outcome;
  const [row] = await warehouse.execute(
    `SELECT FEATURES FROM MODEL_VERSIONS WHERE MODEL = '${model}' AND VERSION = ${publication.version}`,
  );
  const features = featuresSchema.parse(JSON.parse(row?.['FEATURES'] ?? ''));
  const sql = predictionQuery(
    publication,
    features.map(({ name }) => name),
    featureTable({ id: runId, model }),
  );
  return { sql, answer: answerTable(await warehouse.execute(sql)) };
}

const featuresSchema = z.array(z.object({ name: z.string() }));

function predictionQuery(
  { functionName }: PublishedUdf,
  features: readonly string[],
  table: string,
): string {
  return [
    `SELECT ${SHOWN_COLUMNS.join(', ')}, CHURNVALUE AS CHURNED,`,
    `  ${functionName}(\n${wrapped(features)}) AS PREDICTED_CHURN`,
    `FROM ${table} WHERE RATCHET_SPLIT = 'TEST'`,
    'ORDER BY CUSTOMERID LIMIT 6',
  ].join('\n');
}

/** Names in lines, four columns in. */
function wrapped(names: readonly string[]): string {
  const lines = [''];
  for (const [index, name] of names.entries()) {
    const text = index === names.length - 1 ? name : `${name}, `;
    const last = lines.length - 1;
    if (`${lines[last]}${text}`.length > LINE_WIDTH) lines.push(text);
    else lines[last] += text;
  }
  return lines.map((line) => `    ${line.trimEnd()}`).join('\n');
}

function answerTable(rows: readonly ShownRow[]): string {
  const head = Object.keys(rows[0] ?? {});
  return plainTable(
    head,
    rows.map((row) => head.map((name) => row[name] ?? '')),
    NUMBER_COLUMNS,
  );
}
