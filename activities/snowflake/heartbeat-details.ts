import { z } from 'zod';

const outageSchema = z.object({ sinceMs: z.number(), lastMs: z.number() });

const sentSchema = z.object({ queryId: z.string(), sentAtMs: z.number() });

/** Which attempt wrote this. `unclear`: an attempt ended without a word, so that it may have sent anything. */
const writerSchema = z.object({ attempt: z.number(), ended: z.boolean(), unclear: z.boolean() });

const detailsSchema = z.object({
  statements: z.record(z.string(), sentSchema),
  intents: z.array(z.string()).default([]),
  writer: writerSchema.exactOptional(),
  failures: z.record(z.string(), z.number()).default({}),
  outage: outageSchema.exactOptional(),
});

/** When the first and the last attempt ended in the outage that the Activity is in, in ms of Unix time. */
export type Outage = Readonly<z.output<typeof outageSchema>>;

/** A statement that runs or ran in Snowflake; `sentAtMs` is Unix time. */
export type SentStatement = Readonly<z.output<typeof sentSchema>>;

/**
 * What a heartbeat carries to the next attempt of an Activity: the named statements that were sent, the names of those
 * of which nobody knows whether they were, which attempt says so, and how many attempts have ended with which error, and
 * for how long an outage has lasted.
 */
export type HeartbeatDetails = z.output<typeof detailsSchema>;

/** The details of the last heartbeat of the attempt before; whatever else they are counts as none. */
export function readHeartbeatDetails(details: unknown): HeartbeatDetails {
  const earlier = detailsSchema.safeParse(details);
  return earlier.success ? earlier.data : { statements: {}, intents: [], failures: {} };
}
