import { z } from 'zod';

/** A whole number as Snowflake writes it. NULL does not fit: a missing number must not become 0. */
export const wholeNumber = z
  .string()
  .regex(/^-?\d+$/, 'a whole number')
  .transform(Number);

/** One row whose only column is a JSON text that fits `schema`, as a procedure answers. */
export function jsonAnswer<Answer>(schema: z.ZodType<Answer>): z.ZodType<Answer> {
  return z.record(z.string(), z.string().nullable()).transform(onlyValue).pipe(schema);
}

function onlyValue(
  row: Readonly<Record<string, string | null>>,
  context: z.RefinementCtx,
): unknown {
  const [text, ...others] = Object.values(row);
  if (typeof text === 'string' && others.length === 0) {
    try {
      return JSON.parse(text) satisfies unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  context.addIssue({ code: 'custom', message: 'expected one column with a JSON text' });
  return z.NEVER;
}
