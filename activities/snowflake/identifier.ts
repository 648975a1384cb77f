/** Snowflake's limit for the name of any object. */
const MAX_LENGTH = 255;

/** `name` as an SQL identifier in double quotes, exactly as it is. Throws a RangeError for what cannot be a name. */
export function quoted(name: string): string {
  if (name === '') throw new RangeError('an identifier is empty');
  if (name.includes('\0')) throw new RangeError('an identifier holds a NUL character');
  if (name.length > MAX_LENGTH) {
    throw new RangeError(
      `an identifier has ${name.length} characters, at most ${MAX_LENGTH} are allowed`,
    );
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** `NAME`, `SCHEMA.NAME` or `DATABASE.SCHEMA.NAME` with each part quoted. Throws a RangeError for any other form. */
export function quotedPath(dotted: string): string {
  const parts = dotted.split('.');
  if (parts.length > 3) {
    throw new RangeError(`a name has ${parts.length} parts, expected DATABASE.SCHEMA.NAME at most`);
  }
  return parts.map(quoted).join('.');
}

/** `text` as an SQL string literal, for the few places that take no bind: COMMENT, IMPORTS, PUT. */
export function textLiteral(text: string): string {
  if (text.includes('\0')) throw new RangeError('a text literal holds a NUL character');
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
