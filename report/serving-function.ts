import type { ReportData } from '../pipeline/report.js';

/** What stands after the serving name in the name of a version's own function. */
const OF_ONE_VERSION = /__V\d+_[0-9A-F]+$/;

/** The function that callers use; null when neither the model file nor a published version tells it. */
export function servingFunction({ decision, promotion }: ReportData): string | null {
  return (
    decision?.record.recipe.about?.serves ??
    promotion?.functionName.replace(OF_ONE_VERSION, '') ??
    null
  );
}
