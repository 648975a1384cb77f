import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';

import { SEARCH_ATTRIBUTES } from '../pipeline/search-attributes.js';
import { CliError, EXIT } from './exit-codes.js';

/** Of gRPC, UNAVAILABLE: no connection, and the SDK has tried for a while. */
const NO_CONNECTION_CODES: readonly number[] = [14];
const TYPE_WORDS = { KEYWORD: 'Keyword', INT: 'Int', DOUBLE: 'Double' } as const;

/**
 * What Temporal refused, as a CliError that says what to do; an error that did not come from Temporal's service as it is.
 * `what` completes "Temporal refused to …".
 */
export function temporalRefusal(
  error: unknown,
  what: string,
  { namespace, address }: { readonly namespace: string; readonly address: string },
): unknown {
  const reason = reasonOf(error);
  if (reason === null) return error;
  if (isUnavailable(error)) {
    const message = `Temporal at ${address} does not answer any more (${reason}). What runs goes on once it does.`;
    return new CliError(EXIT.CANNOT_CONNECT, message, { cause: error });
  }
  const advice = /search attribute/i.test(reason) ? `\n${registration(namespace)}` : '';
  const message = `Temporal at ${address} refused to ${what} (namespace ${namespace}): ${reason}${advice}`;
  return new CliError(EXIT.SERVICE, message, { cause: error });
}

function isUnavailable(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && NO_CONNECTION_CODES.includes(cause.code);
}

/** The SDK has a class for some refusals, and wraps what the service answered otherwise. */
function reasonOf(error: unknown): string | null {
  if (error instanceof CliError) return null;
  if (error instanceof NamespaceNotFoundError) {
    return 'there is no such namespace. Name another: --namespace, or TEMPORAL_NAMESPACE.';
  }
  if (isGrpcServiceError(error)) return error.details;
  return error instanceof Error && isGrpcServiceError(error.cause) ? error.cause.details : null;
}

function registration(namespace: string): string {
  const commands = Object.values(SEARCH_ATTRIBUTES).map(
    ({ name, type }) =>
      `  temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${TYPE_WORDS[type]}`,
  );
  return ["Register Ratchet's search attributes in this namespace once:", ...commands].join('\n');
}
