import { z } from 'zod';

const schema = z.object({
  ratchet: z.object({ model: z.string(), version: z.int(), fence: z.int() }),
});

/** What the comment of a serving function says of it. */
export type ServingComment = Readonly<z.output<typeof schema>['ratchet']>;

/** The comment that the serving procedure gives a serving function: python/handlers/ratchet_serving.py writes the same. */
export function servingComment({ model, version, fence }: ServingComment): string {
  return JSON.stringify({ ratchet: { model, version, fence } });
}

/** Reads such a comment; null for functions that Ratchet did not make. */
export function readServingComment(comment: string | null): ServingComment | null {
  if (comment?.startsWith('{') !== true) return null;
  try {
    return schema.safeParse(JSON.parse(comment)).data?.ratchet ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
