import { codeLocation } from '../../pipeline/object-names.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { uploadMissingTexts } from '../stage-files.js';

/** A model's code where stageSource put it. */
export interface ModelCode {
  readonly codeDigest: string;
  readonly codeFiles: readonly string[];
}

/** Uploads a model's code under its digest; its names and digest were checked by checkRequest. */
export async function uploadModelCode(
  warehouse: Warehouse,
  { code, codeDigest }: RetrainingRequest,
): Promise<void> {
  await uploadMissingTexts(warehouse, code, codeLocation(codeDigest));
}

/** The locations of a model's Python files, for IMPORTS. */
export function modelCodeImports({ codeDigest, codeFiles }: ModelCode): readonly string[] {
  const location = codeLocation(codeDigest);
  return codeFiles
    .filter((name) => name.endsWith('.py'))
    .toSorted()
    .map((name) => `${location}${name}`);
}
