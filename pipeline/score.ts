import { z } from 'zod';

/** A Score as JSON carries it (metrics.ts says why some are text). */
export const scoreSchema = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']),
  z.null(),
]);
