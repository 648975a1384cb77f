import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

import { z } from 'zod';

/** What the drivers ask Snowflake for, as `METHOD /path?query`. */
export const REQUESTS = {
  login: /^POST \/session\/v1\/login-request/,
  renewSession: /^POST \/session\/token-request/,
  endSession: /^POST \/session\?.*delete=true/,
  submit: /^POST \/queries\/v1\/query-request/,
  status: /^GET \/monitoring\/queries\//,
  result: /^GET \/queries\/[^/]+\/result/,
  abort: /^POST \/queries\/(v1|[^/]+)\/abort-request/,
  stage: /^(GET|HEAD|PUT) \/stage-objects\//,
} as const;

/** A request to Snowflake that has arrived with its whole body. */
export interface SnowflakeRequest {
  /** `METHOD /path?query`. */
  readonly line: string;
  /** The statement of a submit; empty for everything else. */
  readonly sql: string;
  /** What proves that it is of a session; null where none is told. */
  readonly token: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Receives a request to its end. */
export async function receive(incoming: IncomingMessage): Promise<SnowflakeRequest> {
  const { headers } = incoming;
  const line = `${incoming.method} ${incoming.url}`;
  const body = await buffer(incoming);
  const sql = REQUESTS.submit.test(line) ? sqlOf(unpacked(body, headers)) : '';
  const token = /Token="([^"]+)"/.exec(headers.authorization ?? '')?.[1] ?? null;
  return { line, sql, token, headers, body };
}

/** A body as text: the Python connector compresses what it sends, the Node driver may. */
function unpacked(body: Buffer, headers: IncomingHttpHeaders): string {
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return plain.toString('utf8');
}

const submitSchema = z.object({ sqlText: z.string() });

function sqlOf(body: string): string {
  const submit = submitSchema.safeParse(JSON.parse(body));
  return submit.success ? submit.data.sqlText : '';
}
