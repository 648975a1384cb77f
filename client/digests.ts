import { createHash } from 'node:crypto';

import { canonicalJson } from '../pipeline/canonical-json.js';

/** sha256 in hex over names and texts, in the order of the names. */
export function codeDigest(code: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const [name, text] of Object.entries(code).sort(([a], [b]) => (a < b ? -1 : 1))) {
    // Lengths keep two files apart: without them, text could move from one to the next unseen.
    hash.update(`${name}\u0000${Buffer.byteLength(text)}\u0000${text}`);
  }
  return hash.digest('hex');
}

/** sha256 in hex over the canonical JSON of `value`. */
export function jsonDigest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
