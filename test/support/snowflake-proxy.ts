import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What becomes of one answer of Snowflake. */
interface Fault {
  /** Which requests, by method, path and query. */
  readonly request: RegExp;
  /** How many of them; the next ones pass. */
  readonly times: number;
  /** Answers in the server's place. */
  readonly answer?: { readonly status: number; readonly body: string };
  /** Changes the server's answer. */
  readonly rewrite?: (body: string) => string;
}

/** A proxy before local Snowflake that spoils answers as it is told. */
export interface SnowflakeProxy {
  readonly accessUrl: string;
  /** What passed by, as `GET /path?query`. */
  readonly requests: readonly string[];
  spoil(fault: Fault): void;
  close(): Promise<void>;
}

/** Starts a proxy on loopback that forwards to `target`. */
export async function startSnowflakeProxy(target: string): Promise<SnowflakeProxy> {
  const requests: string[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  const next = (request: string): Fault | null => {
    const found = faults.find(({ fault, left }) => left > 0 && fault.request.test(request));
    if (found !== undefined) found.left -= 1;
    return found?.fault ?? null;
  };
  const server = createServer((incoming, outgoing) => {
    const request = `${incoming.method} ${incoming.url}`;
    requests.push(request);
    forward(target, incoming, outgoing, next(request)).catch(() => outgoing.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('loopback gave no port');
  return {
    accessUrl: `http://127.0.0.1:${address.port}`,
    requests,
    spoil: (fault) => faults.push({ fault, left: fault.times }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | null,
): Promise<void> {
  const answer = fault?.answer ?? (await answerOf(target, incoming));
  outgoing.writeHead(answer.status, { 'content-type': 'application/json' });
  outgoing.end(fault?.rewrite === undefined ? answer.body : fault.rewrite(answer.body));
}

async function answerOf(
  target: string,
  incoming: IncomingMessage,
): Promise<{ readonly status: number; readonly body: string }> {
  const body = await buffer(incoming);
  const answer = await fetch(new URL(incoming.url ?? '/', target), {
    method: incoming.method ?? 'GET',
    headers: passedOn(incoming),
    ...(body.length === 0 ? {} : { body }),
  });
  return { status: answer.status, body: await answer.text() };
}

const OF_ONE_CONNECTION = ['host', 'connection', 'content-length', 'transfer-encoding'];

function passedOn({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined || OF_ONE_CONNECTION.includes(name) ? [] : [[name, String(value)]],
  );
}
