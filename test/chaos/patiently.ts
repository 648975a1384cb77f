import { setTimeout as pause } from 'node:timers/promises';

import { isGrpcServiceError } from '@temporalio/client';

import { CliError, EXIT } from '../../client/exit-codes.js';

/** gRPC: CANCELLED, DEADLINE_EXCEEDED, UNAVAILABLE, and NOT_FOUND of a namespace that the server is just making. */
const TRANSIENT_CODES: readonly number[] = [1, 4, 14];
const PATIENCE_MS = 30_000;
const PAUSE_MS = 200;

/** Asks Temporal until it answers: its server may be down at the moment. Throws what it refuses. */
export async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  let absentSinceMs: number | null = null;
  for (;;) {
    const askedMs = Date.now();
    try {
      return await ask();
    } catch (error) {
      // A question that waits for a result may be asked long before the server goes.
      absentSinceMs ??= Date.now();
      if (!isAbsence(error) || askedMs - absentSinceMs > PATIENCE_MS) throw error;
      await pause(PAUSE_MS);
    }
  }
}

function isAbsence(error: unknown): boolean {
  if (error instanceof CliError && error.exitCode === EXIT.CANNOT_CONNECT) return true;
  if (isGrpcServiceError(error)) return TRANSIENT_CODES.includes(error.code);
  return error instanceof Error && error.cause !== undefined && isAbsence(error.cause);
}
