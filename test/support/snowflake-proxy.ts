import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import {
  Rules,
  type Fault,
  type HeldRequest,
  type Moment,
  type OrderedFault,
  type RequestPattern,
} from './snowflake-faults.js';
import { forwardTo, type Forwarding, type SnowflakeAnswer } from './snowflake-forwarding.js';
import { receive, type SnowflakeRequest } from './snowflake-requests.js';

/** A proxy before local Snowflake that spoils and holds requests and answers as it is told. */
export interface SnowflakeProxy {
  readonly accessUrl: string;
  /** What passed by, as `GET /path?query`. */
  readonly requests: readonly string[];
  /** The statements that were submitted, in their order. */
  readonly statements: readonly string[];
  /** The tokens of the sessions that asked. */
  readonly tokens: ReadonlySet<string>;
  /** Orders a fault for requests to come. */
  spoil(fault: Fault): OrderedFault;
  /** Resolves when the next request that fits has come, which then waits: `before` the server gets it, if not told otherwise. */
  hold(pattern: RequestPattern & { readonly at?: Moment }): Promise<HeldRequest>;
  /** Forgets all faults and holds that have met nothing so far. */
  clear(): void;
  /** Breaks every connection, and with them what hangs or is held. */
  close(): Promise<void>;
}

/** What happens to one request: a fault, or a hold. */
interface Effect extends Partial<Fault> {
  readonly hold?: { readonly at: Moment; readonly arrived: (held: HeldRequest) => void };
}

/** Starts a proxy on loopback that forwards to `target`. */
export async function startSnowflakeProxy(target: string): Promise<SnowflakeProxy> {
  const requests: string[] = [];
  const statements: string[] = [];
  const tokens = new Set<string>();
  const rules = new Rules<Effect>();
  const server = createServer((incoming, outgoing) => {
    receive(incoming)
      .then(async (request) => {
        requests.push(request.line);
        if (request.sql !== '') statements.push(request.sql);
        if (request.token !== null) tokens.add(request.token);
        await answer(request, outgoing, forwarding, rules.next(request) ?? {});
      })
      .catch(() => outgoing.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('loopback gave no port');
  const accessUrl = `http://127.0.0.1:${address.port}`;
  const forwarding = forwardTo(target, accessUrl);
  return {
    accessUrl,
    requests,
    statements,
    tokens,
    spoil: (fault) => rules.add(fault, fault.times, fault),
    hold: (pattern) => hold(rules, pattern),
    clear: () => rules.clear(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      forwarding.close();
      await once(server, 'close');
    },
  };
}

function hold(
  rules: Rules<Effect>,
  { at = 'before', ...pattern }: RequestPattern & { readonly at?: Moment },
): Promise<HeldRequest> {
  return new Promise((arrived) => rules.add(pattern, 1, { hold: { at, arrived } }));
}

async function answer(
  request: SnowflakeRequest,
  outgoing: ServerResponse,
  forwarding: Forwarding,
  effect: Effect,
): Promise<void> {
  if (effect.delayMs !== undefined) await pause(effect.delayMs);
  if (!(await passes('before', request, outgoing, effect))) return;
  const received = effect.answer ?? (await forwarding.answerTo(request));
  if (effect.duplicate === true) await forwarding.answerTo(request);
  if (await passes('after', request, outgoing, effect)) write(outgoing, received, effect);
}

/** Whether the request goes on at this moment; if not, its connection is left as the effect says. */
async function passes(
  moment: Moment,
  { line, sql }: SnowflakeRequest,
  { socket }: ServerResponse,
  { hang, reset, drop, hold }: Effect,
): Promise<boolean> {
  const isReset = await new Promise<boolean>((decided) => {
    if (hold?.at !== moment) return decided(reset === moment);
    hold.arrived({ line, sql, release: () => decided(false), reset: () => decided(true) });
  });
  if (isReset) socket?.resetAndDestroy();
  if (drop === moment) socket?.end();
  return !isReset && drop !== moment && hang !== moment;
}

function write(
  outgoing: ServerResponse,
  { status, headers, body }: SnowflakeAnswer | NonNullable<Fault['answer']>,
  { rewrite, truncate }: Effect,
): void {
  const changed = rewrite === undefined ? body : rewrite(String(body));
  const bytes = Buffer.from(changed);
  outgoing.writeHead(status, {
    'content-type': 'application/json',
    ...headers,
    'content-length': bytes.length,
  });
  if (truncate !== true) outgoing.end(bytes);
  else outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.socket?.end());
}
