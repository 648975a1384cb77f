import { createHash } from 'node:crypto';

/** sha256 of a text's UTF-8 bytes, in hex. */
export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** sha256 in hex over names and texts in the order of the names: what the Client sends as `codeDigest`. */
export function filesDigest(files: Readonly<Record<string, string>>): string {
  const parts = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}\u0000${Buffer.byteLength(text)}\u0000${text}`);
  return textDigest(parts.join(''));
}
