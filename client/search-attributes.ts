import { isGrpcServiceError } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import proto from '@temporalio/proto';

import type { Trigger } from '../pipeline/run.js';
import { SEARCH_ATTRIBUTES } from '../pipeline/search-attributes.js';
import type { Temporal } from './connect.js';
import { CliError, EXIT } from './exit-codes.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;
const INDEXED_VALUE_TYPE = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  DOUBLE: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
} as const;

/** What a run carries from its start; the Workflow adds step, outcome, version and metric as it goes. */
export function startAttributes(model: string, trigger: Trigger): SearchAttributePair[] {
  return [
    { key: SEARCH_ATTRIBUTES.model, value: model },
    { key: SEARCH_ATTRIBUTES.trigger, value: trigger },
  ];
}

/**
 * Registers Ratchet's search attributes in the namespace; those that are there already stay. Returns the new names.
 * Throws CliError when one has another type there, or when this may not be done.
 */
export async function registerSearchAttributes(temporal: Temporal): Promise<string[]> {
  const { namespace, client } = temporal;
  const operator = client.connection.operatorService;
  try {
    const { customAttributes } = await operator.listSearchAttributes({ namespace });
    const wanted = Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => ({
      name,
      type,
      code: INDEXED_VALUE_TYPE[type],
    }));
    const other = wanted.filter(({ name, code }) => (customAttributes?.[name] ?? code) !== code);
    if (other.length > 0) {
      const list = other.map(({ name, type }) => `${name} (expected ${type})`).join(', ');
      const message = `Search attributes of another type stand in namespace ${namespace}: ${list}. Remove them, or use another namespace.`;
      throw new CliError(EXIT.SERVICE, message);
    }
    const missing = wanted.filter(({ name }) => customAttributes?.[name] === undefined);
    if (missing.length === 0) return [];
    await operator.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, code }) => [name, code])),
    });
    return missing.map(({ name }) => name);
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    const names = Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => `${name}=${type}`);
    throw new CliError(
      EXIT.SERVICE,
      `Temporal refused to register search attributes (${error.details}). Register them by hand: ${names.join(' ')}`,
      { cause: error },
    );
  }
}
