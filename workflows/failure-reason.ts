import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';

import { isCancelled } from './is-cancelled.js';

/** Ledger and Web UI show the beginning; the whole message stands in the failure of the Activity. */
const MAX_LENGTH = 400;

/** Why a step ended without a result, in one line. */
export function failureReason(error: unknown): string {
  if (isCancelled(error)) return 'cancelled';
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  return shortened(describe(cause));
}

function describe(cause: unknown): string {
  if (cause instanceof TimeoutFailure) return `timed out (${cause.timeoutType})`;
  if (cause instanceof ApplicationFailure && cause.type) return `${cause.type}: ${cause.message}`;
  return cause instanceof Error ? cause.message : String(cause);
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
