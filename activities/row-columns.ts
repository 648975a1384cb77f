import { z } from 'zod';

/** A whole number as Snowflake writes it. NULL does not fit: a missing number must not become 0. */
export const wholeNumber = z
  .string()
  .regex(/^-?\d+$/, 'a whole number')
  .transform(Number);

/** A JSON text that fits `schema`. */
export function jsonText<Value>(schema: z.ZodType<Value>): z.ZodType<Value, string> {
  return z.string().transform(parsed).pipe(schema);
}

/** One row whose only column is a JSON text that fits `schema`, as a procedure answers. */
export function jsonAnswer<Answer>(schema: z.ZodType<Answer>): z.ZodType<Answer> {
  return z.record(z.string(), z.string().nullable()).transform(onlyText).pipe(jsonText(schema));
}

const NO_JSON = { code: 'custom', message: 'expected one column with a JSON text' } as const;

function onlyText(row: Readonly<Record<string, string | null>>, context: z.RefinementCtx): string {
  const [text, ...others] = Object.values(row);
  if (typeof text === 'string' && others.length === 0) return text;
  context.addIssue(NO_JSON);
  return z.NEVER;
}

function parsed(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text) satisfies unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.addIssue(NO_JSON);
    return z.NEVER;
  }
}
