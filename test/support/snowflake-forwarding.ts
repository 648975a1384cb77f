import { Agent, request as send, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

import type { SnowflakeRequest } from './snowflake-requests.js';

/** An answer of Snowflake, whole. */
export interface SnowflakeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends requests on to one server. */
export interface Forwarding {
  /** Rejects when the server is not there. */
  answerTo(request: SnowflakeRequest): Promise<SnowflakeAnswer>;
  close(): void;
}

/** Forwards to `target`; where an answer names the target's address, it says `own` instead, so that stage files pass by too. */
export function forwardTo(target: string, own: string): Forwarding {
  const agent = new Agent({ keepAlive: true });
  return {
    answerTo: async (request) => {
      const answer = await exchange(target, agent, request);
      return { ...answer, body: readdressed(answer, target, own) };
    },
    close: () => agent.destroy(),
  };
}

function exchange(
  target: string,
  agent: Agent,
  { line, headers, body }: SnowflakeRequest,
): Promise<SnowflakeAnswer> {
  const [method, path] = line.split(' ');
  return new Promise((answered, failed) => {
    const outgoing = send(
      new URL(path ?? '/', target),
      { method, agent, headers: { ...passedOn(headers), 'content-length': body.length } },
      (incoming) => {
        buffer(incoming).then((received) => {
          const { statusCode: status = 0, headers: own } = incoming;
          answered({ status, headers: passedOn(own), body: received });
        }, failed);
      },
    );
    outgoing.on('error', failed).end(body);
  });
}

/** `accept-encoding` too: an answer that is not packed can be spoilt. */
const OF_ONE_CONNECTION = [
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
];

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !OF_ONE_CONNECTION.includes(name)),
  );
}

function readdressed({ headers, body }: SnowflakeAnswer, target: string, own: string): Buffer {
  if (headers['content-type']?.startsWith('application/json') !== true) return body;
  return body.includes(target) ? Buffer.from(body.toString('utf8').replaceAll(target, own)) : body;
}
