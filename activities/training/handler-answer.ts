import { z } from 'zod';

import { scoreSchema } from '../../pipeline/score.js';

/** By the name of the metric. */
const scores = z.record(z.string(), scoreSchema);

/**
 * What the training handlers store as the result of a run, and answer. Artifact and versions go into later statements,
 * so their form is checked.
 */
export const trainedModelSchema = z.object({
  artifact: z.string().regex(/^@[A-Za-z0-9_./=-]+\/$/, 'a stage location that ends in /'),
  artifactSha256: z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in hex'),
  artifactBytes: z.int().min(1),
  metrics: z.object({
    train: scores.default({}),
    validation: scores.default({}),
    selfReported: z.exactOptional(scores),
  }),
  packages: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), z.string().regex(/^[A-Za-z0-9.+!]+$/)),
  python: z.string().regex(/^3\.\d+$/, 'a Python version such as 3.11'),
  trainingMs: z.number().min(0),
  /** Of the procedure that trained, when that was not the handler itself. */
  queryId: z.exactOptional(z.string()),
});

export type TrainedModel = z.output<typeof trainedModelSchema>;
