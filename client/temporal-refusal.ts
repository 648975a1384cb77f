import { isGrpcServiceError } from '@temporalio/client';

import { SEARCH_ATTRIBUTES } from '../pipeline/search-attributes.js';
import type { Temporal } from './connect.js';
import { CliError, EXIT } from './exit-codes.js';

const TYPE_WORDS = { KEYWORD: 'Keyword', INT: 'Int', DOUBLE: 'Double' } as const;

/** What Temporal refused, as a CliError with what to do; an error that did not come from Temporal's service as it is. */
export function temporalRefusal(error: unknown, what: string, temporal: Temporal): unknown {
  const refusal = grpcErrorOf(error);
  if (refusal === null) return error;
  const { namespace, address } = temporal;
  const advice = isMissingAttribute(refusal.details) ? `\n${registration(namespace)}` : '';
  return new CliError(
    EXIT.SERVICE,
    `Temporal (namespace ${namespace} at ${address}) refused to ${what}: ${refusal.details}${advice}`,
    { cause: error },
  );
}

/** The SDK wraps what the service answered. */
function grpcErrorOf(error: unknown): { readonly details: string } | null {
  if (isGrpcServiceError(error)) return error;
  return error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : null;
}

function isMissingAttribute(details: string): boolean {
  return /search attribute/i.test(details);
}

function registration(namespace: string): string {
  const commands = Object.entries(SEARCH_ATTRIBUTES).map(
    ([name, type]) =>
      `  temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${TYPE_WORDS[type]}`,
  );
  return ["Register Ratchet's search attributes in this namespace once:", ...commands].join('\n');
}
