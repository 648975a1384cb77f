import type { SnowflakeRequest } from './snowflake-requests.js';

/** Before the server gets a request, or after it has answered and before the driver hears of it. */
export type Moment = 'before' | 'after';

/** Which requests are meant: those that fit all that is given. */
export interface RequestPattern {
  /** Fits `METHOD /path?query`; see REQUESTS. */
  readonly request?: RegExp;
  /** Fits the statement of a submit. */
  readonly sql?: RegExp;
  /** So many that fit pass first; 0 if not given. */
  readonly skip?: number;
}

/** What becomes of requests and answers. */
export interface Fault extends RequestPattern {
  /** How many of them; the next ones pass. */
  readonly times: number;
  /** Waits before anything else happens. */
  readonly delayMs?: number;
  /** Answers in the server's place: the request does not reach it. */
  readonly answer?: {
    readonly status: number;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Breaks the connection, as when a host or a firewall restarts. */
  readonly reset?: Moment;
  /** Ends the connection in good order without an answer. */
  readonly drop?: Moment;
  /** Leaves the connection open and says nothing, until the driver gives up. */
  readonly hang?: Moment;
  /** The server gets the request twice; the first answer counts. */
  readonly duplicate?: boolean;
  /** Changes the server's answer. */
  readonly rewrite?: (body: string) => string;
  /** Announces the whole answer and ends the connection half-way. */
  readonly truncate?: boolean;
}

/** A fault that was ordered. */
export interface OrderedFault {
  /** How many requests it has met. */
  readonly hits: number;
  /** Meets no further request. */
  stop(): void;
}

/** A request that waits in the proxy for its release. */
export interface HeldRequest {
  readonly line: string;
  readonly sql: string;
  /** Lets it go on: to the server, or back to the driver. It goes on to the server though its sender is gone, as on a slow network. */
  release(): void;
  /** Breaks its connection instead. */
  reset(): void;
}

interface Rule<Effect> {
  readonly pattern: RequestPattern;
  readonly effect: Effect;
  /** How many that fit pass before it acts. */
  skip: number;
  times: number;
  hits: number;
}

/** What to do with the next requests that fit, in the order in which it was said. */
export class Rules<Effect> {
  readonly #rules: Rule<Effect>[] = [];

  /** Adds a rule for so many requests, which may be Infinity; returns how it is looked at and ended. */
  add(pattern: RequestPattern, times: number, effect: Effect): OrderedFault {
    const rule = { pattern, effect, skip: pattern.skip ?? 0, times, hits: 0 };
    this.#rules.push(rule);
    return {
      get hits() {
        return rule.hits;
      },
      stop: () => {
        rule.times = 0;
      },
    };
  }

  /** The effect on this request: of the first rule that fits and is not used up. */
  next(request: SnowflakeRequest): Effect | null {
    const rule = this.#rules.find((one) => acts(one, request));
    if (rule === undefined) return null;
    rule.hits += 1;
    return rule.effect;
  }

  clear(): void {
    for (const rule of this.#rules.splice(0)) rule.times = 0;
  }
}

function acts(rule: Rule<unknown>, request: SnowflakeRequest): boolean {
  if (rule.hits >= rule.times || !fits(rule.pattern, request)) return false;
  if (rule.skip === 0) return true;
  rule.skip -= 1;
  return false;
}

function fits(
  { request, sql }: RequestPattern,
  { line, sql: statement }: SnowflakeRequest,
): boolean {
  return (request?.test(line) ?? true) && (sql?.test(statement) ?? true);
}
