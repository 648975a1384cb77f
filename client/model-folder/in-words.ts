import { z } from 'zod';

import { unwrapped } from './schema-walk.js';

/** What a branch of a union takes, by the keys it must have. */
export function shapeInWords(option: z.core.$ZodType): string {
  const inner = unwrapped(option);
  if (!(inner instanceof z.ZodObject))
    return inner instanceof z.ZodType ? typeInWords(inner.def.type) : 'a value';
  const keys = Object.entries(inner.shape);
  const required = keys.filter(([, schema]) => !z.safeParse(schema, undefined).success);
  return `a mapping with ${required.map(([key]) => key).join(' and ') || keys.map(([key]) => key).join(', ')}`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

/** zod's word for a type, as a person who writes YAML would say it. */
export function typeInWords(type: string): string {
  return TYPE_WORDS[type] ?? type;
}

/** A bound of a number, or of the length of a text. */
export function quantity(bound: number | bigint, origin: string): string {
  return origin === 'string' ? `${bound} characters` : String(bound);
}

/** A mapping by its keys. */
export function keysInWords(value: object): string {
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty mapping' : `a mapping with ${keys.join(' and ')}`;
}

/** A value of a YAML file, short enough for one line. */
export function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object')
    return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  if (typeof value === 'number' || typeof value === 'boolean')
    return `the ${typeof value} ${value}`;
  if (typeof value !== 'string') return `a ${typeof value}`;
  return value.length > 60 ? `a text of ${value.length} characters` : JSON.stringify(value);
}
