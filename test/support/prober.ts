import { setTimeout as pause } from 'node:timers/promises';

import {
  openSession,
  StatementRefused,
  type SnowflakeLogin,
  type SnowflakeSession,
} from './snowflake-session.js';

/** One call, and what came of it. Times are milliseconds since 1970. */
export type ProbedCall = { readonly sentAt: number; readonly endedAt: number } & (
  | { readonly kind: 'answered'; readonly rows: readonly (readonly (string | null)[])[] }
  /** Snowflake said no: the function is missing, broken, or does not take these arguments. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** Snowflake was not there to say anything. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly message: string }
);

/** Calls something again and again over a session of its own. */
export interface Prober {
  /** All calls that have ended, in their order. */
  readonly calls: readonly ProbedCall[];
  /** Resolves with the first call that is sent from now on, when it has ended. */
  next(): Promise<ProbedCall>;
  /** Ends with the call that is under way, and gives all of them. */
  stop(): Promise<readonly ProbedCall[]>;
}

export interface Probe {
  readonly login: SnowflakeLogin;
  readonly sql: string;
  /** From the end of one call to the next. */
  readonly everyMs?: number;
}

/** Starts to call, and returns when the first call has ended. */
export async function startProber(probe: Probe): Promise<Prober> {
  const prober = new CallingProber(probe);
  await prober.next();
  return prober;
}

class CallingProber implements Prober {
  readonly calls: ProbedCall[] = [];
  readonly #probe: Probe;
  readonly #stopped = new AbortController();
  readonly #ended: Promise<void>;
  #session: SnowflakeSession | null = null;
  #waiting: { readonly since: number; readonly resolve: (call: ProbedCall) => void }[] = [];

  constructor(probe: Probe) {
    this.#probe = probe;
    this.#ended = this.#run();
  }

  next(): Promise<ProbedCall> {
    const since = Date.now();
    return new Promise((resolve) => this.#waiting.push({ since, resolve }));
  }

  async stop(): Promise<readonly ProbedCall[]> {
    this.#stopped.abort();
    await this.#ended;
    return this.calls;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#note(await this.#call());
      await pause(this.#probe.everyMs ?? 50, undefined, { signal }).catch(() => undefined);
    }
    await this.#drop();
  }

  #note(call: ProbedCall): void {
    this.calls.push(call);
    const answered = this.#waiting.filter(({ since }) => call.sentAt >= since);
    this.#waiting = this.#waiting.filter(({ since }) => call.sentAt < since);
    for (const { resolve } of answered) resolve(call);
  }

  async #call(): Promise<ProbedCall> {
    const sentAt = Date.now();
    try {
      this.#session ??= await openSession(this.#probe.login);
      const { rows } = await this.#session.execute(this.#probe.sql);
      return { sentAt, endedAt: Date.now(), kind: 'answered', rows };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'unreachable') await this.#drop();
      return { sentAt, endedAt: Date.now(), ...failure };
    }
  }

  /** A session whose server may be gone is not asked for its end twice. */
  async #drop(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close().catch(() => undefined);
  }
}

/** Codes of the driver's own errors and of sessions that the server does not know. */
const NO_ANSWER = /^(4\d{5}|390\d{3})$/;

function failureOf(error: unknown) {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? String(error.code) : '';
  const refused = error instanceof StatementRefused && !NO_ANSWER.test(code);
  return { kind: refused ? 'refused' : 'unreachable', code, message: error.message } as const;
}
