import { z } from 'zod';

import { probabilityFunction } from '../../pipeline/object-names.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { selectFunctionComments } from './statements.js';

const row = z.object({ COMMENT: z.string().nullable() });
const ours = z.object({ ratchet: z.object({ model: z.string() }) });

/** The comment that Ratchet gives a serving function. */
export function servingComment(model: string, version: number, fence: number): string {
  return JSON.stringify({ ratchet: { model, version, fence } });
}

/**
 * Throws VersionConflict when the serving name, or that of its companion, belongs to another model of Ratchet's, which
 * would lose its function.
 */
export async function checkServingName(
  warehouse: Warehouse,
  model: string,
  servingName: string,
): Promise<void> {
  for (const name of [servingName, probabilityFunction(servingName)]) {
    await checkName(warehouse, model, name);
  }
}

async function checkName(warehouse: Warehouse, model: string, name: string): Promise<void> {
  const { rows } = await warehouse.select(selectFunctionComments(warehouse.schema, name), row);
  const others = rows.map(({ COMMENT }) => modelOf(COMMENT)).filter((owner) => owner !== model);
  const owner = others.find((other) => other !== null);
  if (owner === undefined) return;
  throw new StepProblem(
    'VersionConflict',
    `The function ${name} serves the model ${owner}. Give ${model} another publication.function in model.yaml.`,
  );
}

/** The model that a serving function is of; null for functions that Ratchet did not make. */
function modelOf(comment: string | null): string | null {
  if (comment?.startsWith('{') !== true) return null;
  try {
    const parsed = ours.safeParse(JSON.parse(comment));
    return parsed.success ? parsed.data.ratchet.model : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
