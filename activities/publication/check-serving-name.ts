import { z } from 'zod';

import { probabilityFunction } from '../../pipeline/object-names.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { readServingComment } from './serving-comment.js';
import { selectFunctionComments } from './statements.js';

const row = z.object({ COMMENT: z.string().nullable() });

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
  const owner = rows
    .map(({ COMMENT }) => readServingComment(COMMENT)?.model)
    .find((other) => other !== undefined && other !== model);
  if (owner === undefined) return;
  throw new StepProblem(
    'VersionConflict',
    `The function ${name} serves the model ${owner}. Give ${model} another publication.function in model.yaml.`,
  );
}
