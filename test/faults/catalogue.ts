/** A fault of the catalogue, what is to come of it, and where that is tested. */
export interface CatalogueRow {
  readonly injection: string;
  readonly expected: string;
  readonly never: string;
  /** Files below test/, each with a piece of what it says there; or why there is nothing to test. */
  readonly tested: string | readonly (readonly [file: string, piece: string])[];
}

/**
 * The fault catalogue: submitting and polling (S), connections and logins (E), cancellation and Temporal (C), gate (G),
 * publication (P), bad input (B) and secrets (X). The K of titles are the crash points of a publication.
 */
export const CATALOGUE: Readonly<Record<string, CatalogueRow>> = {
  S1: {
    injection: 'submit commits, response reset',
    expected: 'same-session resend or tag look-up; one effect',
    never: '2 counted trainings (I7)',
    tested: [['faults/answers', 'S1 each statement ran and its answer was lost']],
  },
  S2: {
    injection: 'submit commits, 503 ×16 then ok on new session',
    expected: 'look-up adopts',
    never: 'blind resubmit',
    tested: [
      ['faults/answers', 'S2 each statement met 503 twice'],
      [
        'activities/snowflake/submission',
        'is looked for by the next attempt when this one gives up',
      ],
    ],
  },
  S3: {
    injection: 'SIGKILL before submit POST',
    expected: 'next attempt submits once',
    never: 'lost run',
    tested: [['faults/workers', 'S3 before its training is sent']],
  },
  S4: {
    injection: 'SIGKILL after POST, before queryId recorded',
    expected: 'tag look-up adopts',
    never: '2nd query (I9)',
    tested: [['faults/workers', 'S4 before it knows the query id of its training']],
  },
  S5: {
    injection: 'SIGKILL after activity result',
    expected: 'wait continues by history id',
    never: 'resubmit',
    tested: [['faults/workers', 'S5 after its training has its result']],
  },
  S7: {
    injection: 'two attempts live (zombie, SIGSTOP 5 min, then SIGCONT)',
    expected: 'older fence refused in sproc & result table',
    never: 'stale result accepted',
    tested: [
      ['faults/workers', 'S7 its CALL to train comes while the other one trains'],
      ['faults/workers', 'S7 C7 while its training runs'],
      [
        'activities/training-fence',
        'leave no result of the one whose fence was taken while it trained',
      ],
    ],
  },
  S9: {
    injection: 'forged tag from other user',
    expected: 'ignored',
    never: 'adopted',
    tested: [['activities/snowflake/submission', 'ignores a statement %s']],
  },
  S10: {
    injection: 'async submit returns 001003',
    expected: 'Failed(SqlCompilation) in 1 try',
    never: '"submitted" with undefined id',
    tested: [
      [
        'activities/snowflake/open-snowflake',
        'fails with what Snowflake says, and leaves the session usable',
      ],
    ],
  },
  S11: {
    injection: 'poll status BLOCKED 10 min → SUCCESS',
    expected: 'keeps waiting',
    never: 'failure/resubmit',
    tested: [['activities/snowflake/open-snowflake', 'waits on while its status is %s']],
  },
  S12: {
    injection: 'RESTARTED, QUEUED_REPAIRING_WAREHOUSE',
    expected: 'keeps waiting',
    never: '460003 failure',
    tested: [['activities/snowflake/open-snowflake', 'waits on while its status is %s']],
  },
  S14: {
    injection: 'poll 503 ×5 then ok',
    expected: 'continues',
    never: 'step fails',
    tested: [['faults/answers', 'S14 questions met 503 five times']],
  },
  S15: {
    injection: 'poll 390112',
    expected: 'reconnect, same queryId',
    never: 'resubmit',
    tested: [['faults/answers', 'S15 questions met an expired session']],
  },
  S16: {
    injection: 'poll data:null (node#1092)',
    expected: 'retry',
    never: 'TypeError escapes',
    tested: [['faults/answers', 'S16 questions had no data']],
  },
  S17: {
    injection: 'SUCCESS, but no row for (run,fence)',
    expected: 'Failed(ResultMissing)',
    never: 'promotion',
    tested: [['activities/training-fence', 'a training that succeeded']],
  },
  S19: {
    injection: 'status SUCCESS then FAILED flap',
    expected: 'read-back by fetchResult decides',
    never: 'double publish',
    tested: [
      [
        'activities/snowflake/waiting',
        'has succeeded when its result says so, whatever %s said before',
      ],
      [
        'activities/snowflake/waiting',
        'has failed when its result says so, whatever SUCCESS said before',
      ],
    ],
  },
  S20: {
    injection: 'query runs past budget',
    expected: 'cancel, Failed(Timeout), nonRetryable',
    never: 'endless re-run',
    tested: [['activities/snowflake/waiting', 'is cancelled, and its step fails for good']],
  },
  E1: {
    injection: 'login 390100',
    expected: '1 login, Failed(Auth)',
    never: '2nd try (lockout)',
    tested: [['faults/logins', 'E1 is tried once']],
  },
  E2: {
    injection: 'login 390144 once, then ok',
    expected: 're-sign, ok',
    never: 'permanent on first',
    tested: [['faults/logins', 'E2 is signed anew by the next attempt']],
  },
  E3: {
    injection: 'login 390144 always',
    expected: '≤4 tries, Failed(Auth)',
    never: 'unlimited',
    tested: [
      ['faults/refusals', 'E3 its token is never right'],
      ['activities/snowflake/driver-error', 'treats %s as its row says'],
      ['worker/failure-interceptor', 'gives up at the bound'],
    ],
  },
  E4: {
    injection: '390114 mid-run',
    expected: 'new login, continues',
    never: 'run fails',
    tested: [
      [
        'activities/snowflake/open-snowflake',
        'asks for a session that was idle for long, and logs in when it has ended',
      ],
    ],
  },
  E6: {
    injection: '407002',
    expected: 'reconnect + reconcile',
    never: 'blind resend',
    tested: [['faults/answers', 'E6 each session was gone']],
  },
  E7: {
    injection: '200 HTML / {} / empty / truncated JSON',
    expected: 'RB, reconcile on submit',
    never: 'TypeError to workflow',
    tested: [
      ['faults/answers', 'E7 a proxy answered each statement'],
      ['faults/answers', 'E7 the answer to each statement was {}'],
      ['faults/answers', 'P3 E7 each answer ended half-way'],
      ['activities/snowflake/submission', 'is found in Snowflake after %s, and not sent again'],
    ],
  },
  E8: {
    injection: '429 Retry-After',
    expected: 'backoff; nextRetryDelay',
    never: 'tight loop',
    tested: [['faults/answers', 'E8 each statement met 429']],
  },
  E10: {
    injection: 'hang (no bytes) 120 s',
    expected: 'own deadline fires; heartbeat continues',
    never: 'activity stuck',
    tested: [
      [
        'activities/snowflake/waiting',
        'is asked for again when an answer does not come, while heartbeats go on',
      ],
    ],
  },
  E12: {
    injection: 'TLS self-signed/ revoked',
    expected: 'P at once',
    never: 'retried or accepted',
    tested: [['faults/logins', 'E12 is refused before anything is said to it']],
  },
  E13: {
    injection: '000606',
    expected: '1 try, Failed(NoWarehouse) with hint USAGE',
    never: 'loop',
    tested: [
      ['faults/refusals', 'E13 it has no warehouse'],
      ['activities/snowflake/driver-error', 'treats %s as its row says'],
    ],
  },
  E14: {
    injection: '000608 ×2 then ok / ×∞',
    expected: 'ok / P after 3',
    never: 'loop',
    tested: [
      ['faults/refusals', 'E14 its warehouse stays suspended'],
      ['activities/snowflake/driver-error', 'treats %s as its row says'],
      ['worker/failure-interceptor', 'retries within the bound'],
    ],
  },
  E15: {
    injection: '000625',
    expected: 'long backoff',
    never: 'hot retry',
    tested: [['activities/snowflake/driver-error', 'has the next attempt for %s wait for %s ms']],
  },
  E16: {
    injection: '000603 once on read / on CAS',
    expected: 'retry / read-back',
    never: 'double apply',
    tested: [['faults/answers', 'E16 each answer was an incident']],
  },
  E17: {
    injection: '100357 with row values in text',
    expected: 'P, redacted message',
    never: 'raw row in history (I11)',
    tested: [
      ['activities/snowflake/driver-error', 'hides %s'],
      ['end-to-end/bad-input', 'goes nowhere: $title'],
    ],
  },
  E18: {
    injection: '003001, 002003',
    expected: 'P in 1',
    never: 'retried',
    tested: [
      ['faults/refusals', 'E18 it lacks a privilege'],
      ['activities/snowflake/driver-error', 'treats %s as its row says'],
      ['end-to-end/bad-input', 'fails the run, and is told: $title'],
    ],
  },
  E20: {
    injection: 'VARIANT (()=>{globalThis.PWNED=1})()',
    expected: 'treated as text; parse error → P',
    never: 'PWNED set',
    tested: [['activities/snowflake/open-snowflake', 'leaves %s alone, even when it is code']],
  },
  E21: {
    injection: 'malformed VARIANT',
    expected: 'typed failure',
    never: 'uncaughtException/hang',
    tested: [
      ['activities/snowflake/open-snowflake', 'leaves %s alone, even when it is code'],
      ['activities/snowflake/rows', 'decodeRows'],
    ],
  },
  E22: {
    injection: 'destroy at SIGTERM while query runs',
    expected: 'no /session?delete=true seen',
    never: 'query aborted',
    tested: [
      ['faults/workers', 'C6 E22 while its training runs'],
      ['activities/snowflake/cancellation', 'leaves its statement running and its session open'],
    ],
  },
  C1: {
    injection: 'cancel workflow while training',
    expected: 'cancel reaches emulator ≤60 s, state Cancelled',
    never: 'orphan query (I8)',
    tested: [
      ['faults/cancellation', 'C1 while it trains'],
      ['faults/cancellation', 'C1 while no Worker is there'],
    ],
  },
  C2: {
    injection: 'cancel call 503 ×8',
    expected: 'bounded 30 s, retried by clean-up activity; alarm if unconfirmed',
    never: 'infinite shutdown',
    tested: [
      ['faults/cancellation', 'C2 while Snowflake does not take the cancellation'],
      [
        'activities/snowflake/cancellation',
        'is over within 30 s and says so when Snowflake does not confirm it',
      ],
    ],
  },
  C3: {
    injection: 'cancel races completion',
    expected: 'either Cancelled w/o publish, or finished; one terminal',
    never: 'publish after Cancelled',
    tested: [['faults/cancellation', 'C3 K13 %s: it ends in one way']],
  },
  C5: {
    injection: 'terminate (no clean-up possible)',
    expected: 'janitor finds tagged query with closed workflow, cancels',
    never: 'publish',
    tested: [['faults/cancellation', 'C5 while it trains: maintenance ends its statement']],
  },
  C6: {
    injection: 'SIGTERM worker, grace 30 s',
    expected: 'query lives, other worker adopts',
    never: 'cancel query',
    tested: [['faults/workers', 'C6 E22 while its training runs']],
  },
  C7: {
    injection: 'heartbeat timeout (SIGSTOP)',
    expected: 'attempt 2 adopts',
    never: 'two live',
    tested: [['faults/workers', 'S7 C7 while its training runs']],
  },
  C8: {
    injection: 'activity pause / reset (server cmd)',
    expected: 'query lives; adopts',
    never: 'cancelled',
    tested: [['faults/surroundings', 'C8']],
  },
  C9: {
    injection: 'Temporal server restart 60 s',
    expected: 'continues',
    never: 'failed',
    tested: [['faults/surroundings', 'C9 while a run trains']],
  },
  C10: {
    injection: 'duplicate start same workflowId',
    expected: 'WorkflowExecutionAlreadyStarted',
    never: 'two runs',
    tested: [['client/run', 'starts no second run while one is open, and links to the open one']],
  },
  C11: {
    injection: 'schedule fires while running',
    expected: 'SKIP',
    never: 'overlap',
    tested: [
      [
        'workflows/retrain-on-schedule',
        'skips its time while a run of the model is open, and shows why',
      ],
      [
        'client/schedule',
        'creates a Schedule with time zone, overlap, catch-up window and metadata',
      ],
    ],
  },
  C12: {
    injection: 'worker down 2 days, schedule due',
    expected: '≤1 run (catch-up 10 min)',
    never: '48 runs',
    tested: [
      [
        'client/schedule',
        'creates a Schedule with time zone, overlap, catch-up window and metadata',
      ],
    ],
  },
  C13: {
    injection: 'replay every saved history on new code',
    expected: 'no NondeterminismError',
    never: 'shipped break',
    tested: [['workflows/replay', 'replays on the Workflow of today: %s']],
  },
  C15: {
    injection: 'update approve with wrong hash / twice / after timeout',
    expected: 'validator rejects / idempotent / rejected',
    never: 'wrong artifact promoted',
    tested:
      'No run waits for an approval yet: a held run ends. It comes with the approval of held candidates.',
  },
  C16: {
    injection: '2.1 MB config/result',
    expected: 'rejected at client/typed failure',
    never: 'stuck task-failure loop',
    tested: [
      ['workflows/payloads', 'ends a run whose step has a result beyond 2 MB'],
      ['workflows/payloads', 'is refused by Temporal beyond 2 MB'],
    ],
  },
  C17: {
    injection: 'codec key missing/rotated',
    expected: 'clear error; old key id still decodes',
    never: 'plaintext fallback',
    tested:
      'Ratchet has no payload codec: what is secret stays out of the history, which X1 shows.',
  },
  G1: {
    injection: 'metric NaN / Infinity / 1e999',
    expected: 'Rejected(InvalidMetric)',
    never: 'promote',
    tested: [['pipeline/decide-gate', 'rejects a score that is no score: %s']],
  },
  G2: {
    injection: 'null / missing / extra-cased name',
    expected: 'Rejected',
    never: 'promote',
    tested: [
      ['pipeline/decide-gate', 'rejects a score that is no score: %s'],
      ['pipeline/decide-gate', 'rejects when the metric of a rule is not in the evidence'],
    ],
  },
  G4: {
    injection: 'exactly at threshold; ±1 ulp; 0.8999999999 display 0.90',
    expected: 'inclusive as documented, decimal compare',
    never: 'rounding pass',
    tested: [['pipeline/decide-gate', 'judges a score by itself: %s']],
  },
  G5: {
    injection: 'empty/1-row test set, one class',
    expected: 'Rejected(InsufficientData)',
    never: 'promote',
    tested: [['pipeline/decide-gate', 'decideGate on the evidence itself']],
  },
  G6: {
    injection: 'accuracy 1.0 (leak) with cap set',
    expected: 'Rejected(Suspicious)',
    never: 'promote',
    tested: [['pipeline/decide-gate', 'judges a score by itself: %s']],
  },
  G7: {
    injection: 'metrics row of older run/fence, or 2 rows',
    expected: 'Rejected(StaleMetrics/Ambiguous)',
    never: 'promote',
    tested: [
      ['activities/ledger', 'refuses evidence of another run'],
      ['activities/publication', 'refuses evidence that was changed after the verdict'],
    ],
  },
  G9: {
    injection: 'no thresholds configured',
    expected: 'config error at start',
    never: 'default pass',
    tested: [
      ['pipeline/decide-gate.property', 'passes nothing when no metric has a rule'],
      ['end-to-end/bad-input/model-file', 'a gate without rules'],
    ],
  },
  G10: {
    injection: 'threshold changed during the run',
    expected: 'frozen config used, noted',
    never: 'loosened gate',
    tested: [['faults/invariants', 'a policy that the run did not start with']],
  },
  G11: {
    injection: 'lower-is-better metric with wrong direction',
    expected: 'config validation',
    never: 'inverted gate',
    tested: [['pipeline/gate-policy-problems', 'gatePolicyProblems']],
  },
  P1: {
    injection: 'two publishers, same expected',
    expected: 'one wins, other Superseded',
    never: 'both live',
    tested: [['activities/publication-crashes', 'P1 with the same expected fence']],
  },
  P2: {
    injection: 'kill at each K0–K12',
    expected: 'converges, alias callable every 50 ms probe',
    never: 'gap (I4)',
    tested: [
      ['activities/publication-crashes', 'a publication whose Worker is killed'],
      ['faults/workers', 'K7 between the switch and the serving function'],
    ],
  },
  P3: {
    injection: 'CAS response lost (committed / not)',
    expected: 'read-back',
    never: 'double fence',
    tested: [
      ['faults/answers', 'P3 E7 each answer ended half-way'],
      ['activities/publication-crashes', 'a publication whose answers are lost'],
    ],
  },
  P5: {
    injection: 'registry has 2 rows for a model',
    expected: 'alarm, P',
    never: 'arbitrary',
    tested: [['activities/publication-taken-back', 'P5 a ledger with two live rows of a model']],
  },
  P7: {
    injection: 'versioned fn compiles, fails on load',
    expected: 'smoke rejects',
    never: 'alias moved',
    tested: [['faults/surroundings', 'B9 P7']],
  },
  P8: {
    injection: 'golden prediction differs',
    expected: 'Rejected(SmokeMismatch)',
    never: 'alias moved',
    tested: [
      [
        'activities/publication',
        'switches nothing when the function does not answer as it was judged',
      ],
    ],
  },
  P11: {
    injection: 'rollback while newer publish runs',
    expected: 'serialised; last fence wins',
    never: 'mixed',
    tested: [
      [
        'activities/roll-back',
        'and a publication at the same time end with one live version, which serves',
      ],
    ],
  },
  P12: {
    injection: 'grants lost (no COPY GRANTS emulated)',
    expected: 'verify detects, P + restore',
    never: 'consumers broken silently',
    tested: [
      ['activities/publication', 'keeps the grants of the serving name, and the version before'],
    ],
  },
  P13: {
    injection: 'janitor at same time',
    expected: 'never drops live/prev',
    never: '002003 for callers',
    tested: [
      ['activities/publication-crashes', 'K14 removes neither what is live'],
      ['activities/clean-up', 'asks again right before it removes'],
    ],
  },
  B1: {
    injection: 'model x"; DROP TABLE t;--, x\' OR 1=1, a.b, "a"',
    expected: 'config error naming the field; 0 SQL sent',
    never: 'SQL reaches emulator',
    tested: [
      ['end-to-end/bad-input', 'sends no statement to the warehouse'],
      ['activities/snowflake/identifier', 'refuses %j'],
    ],
  },
  B3: {
    injection: '$$ / */ in comment or description',
    expected: 'bound or rejected',
    never: 'body break-out',
    tested: [['activities/snowflake/identifier', 'is read as the same text by Snowflake']],
  },
  B5: {
    injection: 'account: evil.com#, accessUrl http://169.254…',
    expected: 'rejected before connect',
    never: 'credential sent',
    tested: [['worker/config', 'refuses %s']],
  },
  B6: {
    injection: 'reserved word / lower-case name',
    expected: 'quoted and works',
    never: 'wrong object',
    tested: [
      ['activities/snowflake/identifier', 'keeps any name within one pair of quotes'],
      ['end-to-end/bad-input', 'is promoted: %s'],
    ],
  },
  B8: {
    injection: 'timeouts -1, 1e9, "5", 0',
    expected: 'error',
    never: 'infinite',
    tested: [
      ['end-to-end/bad-input/model-file', 'a timeout that is no duration'],
      ['pipeline/duration', '1e9s'],
    ],
  },
  B9: {
    injection: 'artifact bytes changed after gate',
    expected: 'hash mismatch, Failed',
    never: 'loaded',
    tested: [['faults/surroundings', 'B9 P7']],
  },
  X1: {
    injection: 'canary secrets in key, PAT, codec key',
    expected: '0 hits in history/logs/OTel/stdout',
    never: 'leak',
    tested: [
      ['faults/fault-place', 'proxy.tokens'],
      ['worker/logger', 'cuts a known secret out of %s'],
    ],
  },
  X2: {
    injection: 'server error echoes SQL + row values',
    expected: 'redacted',
    never: 'leak',
    tested: [
      ['activities/snowflake/driver-error', 'hides %s'],
      ['end-to-end/bad-input', 'goes nowhere: $title'],
    ],
  },
};
