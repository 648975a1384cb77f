import { z } from 'zod';

/** Takes optional, default and transforming wrappers off, down to what says which values are read. */
export function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodDefault) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodPrefault) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  return schema;
}

function child(schema: unknown, key: PropertyKey): unknown {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return inner.shape[String(key)];
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodArray) return inner.element;
  return undefined;
}

/** The schema of the value at `path`; undefined past a union, or where the schema knows no such key. */
export function schemaAt(schema: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((current, key) => child(current, key), schema);
}

/** The keys that a mapping may have; empty for anything but a mapping with fixed keys. */
export function knownKeys(schema: unknown): string[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  if (inner instanceof z.ZodRecord && inner.keyType instanceof z.ZodEnum) {
    return inner.keyType.options.map(String);
  }
  return [];
}

/** What the schema's `.meta()` says about the value, on whichever wrapper it stands. */
export function descriptionOf(schema: unknown): string {
  if (!(schema instanceof z.ZodType)) return '';
  const own = schema.meta()?.description;
  if (own !== undefined) return own;
  const wraps =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault;
  if (wraps) return descriptionOf(schema.unwrap());
  return schema instanceof z.ZodPipe ? descriptionOf(schema.in) : '';
}

/** The length of the shortest prefix of `path` at which a union stands, and that union. */
export function outermostUnion(
  schema: unknown,
  path: readonly PropertyKey[],
): { depth: number; options: readonly z.core.$ZodType[] } | undefined {
  for (let depth = 0; depth <= path.length; depth += 1) {
    const inner = unwrapped(schemaAt(schema, path.slice(0, depth)));
    if (inner instanceof z.ZodUnion) return { depth, options: inner.options };
  }
  return undefined;
}
