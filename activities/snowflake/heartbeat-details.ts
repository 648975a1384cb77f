import { z } from 'zod';

const outageSchema = z.object({ sinceMs: z.number(), lastMs: z.number() });

const detailsSchema = z.object({
  statements: z.record(z.string(), z.string()),
  failures: z.record(z.string(), z.number()).default({}),
  outage: outageSchema.exactOptional(),
});

/** When the first and the last attempt ended in the outage that the Activity is in, in ms of Unix time. */
export type Outage = Readonly<z.output<typeof outageSchema>>;

/**
 * What a heartbeat carries to the next attempt of an Activity: the query id of each named statement that was sent, and
 * how many attempts have ended with which error, and for how long an outage has lasted.
 */
export type HeartbeatDetails = z.output<typeof detailsSchema>;

/** The details of the last heartbeat of the attempt before; whatever else they are counts as none. */
export function readHeartbeatDetails(details: unknown): HeartbeatDetails {
  const earlier = detailsSchema.safeParse(details);
  return earlier.success ? earlier.data : { statements: {}, failures: {} };
}
