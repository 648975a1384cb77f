import { z } from 'zod';

const ours = z.object({ ratchet: z.object({ model: z.string() }) });

/** The comment that the serving procedure gives a serving function: python/handlers/ratchet_serving.py writes the same. */
export function servingComment(model: string, version: number, fence: number): string {
  return JSON.stringify({ ratchet: { model, version, fence } });
}

/** The model that a serving function is of, by its comment; null for functions that Ratchet did not make. */
export function modelOfComment(comment: string | null): string | null {
  if (comment?.startsWith('{') !== true) return null;
  try {
    const parsed = ours.safeParse(JSON.parse(comment));
    return parsed.success ? parsed.data.ratchet.model : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
