import { z } from 'zod';

import type { ModelSpec } from './model-spec.js';

/** What a model file says of its model, as far as a reader of a report needs it. */
export const aboutModelSchema = z.object({
  description: z.string(),
  /** The column whose every value is one entity. */
  entity: z.string(),
  target: z.string(),
  /** The value of the target that is predicted the probability of; null when the target has two obvious ones, or no classes. */
  positive: z.string().nullable(),
  /** The function that serves it. */
  serves: z.string(),
  /** The names of its sources, by which features.sql reads them. */
  sources: z.array(z.string()),
  /** By Ratchet from build(params), or by a procedure of the team's own. */
  trainedBy: z.enum(['estimator', 'procedure']),
});

export type AboutModel = z.output<typeof aboutModelSchema>;

/** What is said of the model of a run. */
export function aboutModel(spec: ModelSpec): AboutModel {
  const { positive } = spec.target;
  return {
    description: spec.description,
    entity: spec.entity,
    target: spec.target.column,
    positive: positive === undefined ? null : String(positive),
    serves: spec.publication.function,
    sources: Object.keys(spec.sources),
    trainedBy: 'procedure' in spec.training ? 'procedure' : 'estimator',
  };
}
