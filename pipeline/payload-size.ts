/**
 * The largest model.yaml, as JSON with its defaults, in bytes. It goes to each step. Temporal takes payloads of up to 2 MB,
 * and what does not fit would be tried again for ever: these limits keep every sum of parts below that.
 */
export const MAX_SPEC_BYTES = 64 * 1024;
/** The largest request: the spec, and the code with what JSON adds to it. */
export const MAX_REQUEST_BYTES = 1024 * 1024;
/** The largest result of a step. The last step is given those of all others. */
export const MAX_RESULT_BYTES = 256 * 1024;

/** How many bytes a value takes as JSON in UTF-8, at most. */
export function jsonBytes(value: unknown): number {
  const json = JSON.stringify(value) ?? '';
  const beyondAscii = json.match(/[^\0-\x7f]/g)?.length ?? 0;
  return json.length + 2 * beyondAscii;
}
