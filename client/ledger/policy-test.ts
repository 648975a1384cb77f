import type { GatePolicy } from '../../pipeline/gate-policy.js';
import {
  flipOf,
  responsibleRules,
  type Flip,
  type ResponsibleRule,
} from '../../pipeline/policy-flips.js';
import { replayPolicy } from '../../pipeline/replay-policy.js';
import type { Verdict } from '../../pipeline/verdict.js';
import type { Judged } from './judged.js';

/** What a policy would have said of one past candidate. */
export interface TestedRun {
  readonly runId: string;
  readonly startedAt: string;
  /** How the run ended, for example PROMOTED. */
  readonly state: string;
  readonly before: Verdict['kind'] | null;
  /** Null when it cannot be told. */
  readonly after: Verdict['kind'] | null;
  readonly flip: Flip;
  /** The rules that the flip comes from. */
  readonly rules: readonly ResponsibleRule[];
  /** What the policy asks for and nobody measured then; why the verdict cannot be told, when it cannot. */
  readonly unmeasured: readonly string[];
  /** What of the ledger does not fit its digest, or cannot be read, in sentences. */
  readonly problems: readonly string[];
}

/** What a policy would have said of past candidates: what `ratchet gate test -o json` writes. Keys are added, none is taken away. */
export interface PolicyTest {
  readonly schemaVersion: 1;
  readonly model: string;
  /** The file, and the digest that a run with it would carry. */
  readonly policy: { readonly file: string; readonly digest: string };
  /** The latest first. */
  readonly runs: readonly TestedRun[];
  readonly flips: number;
}

/** Judges what past runs found by another policy. */
export function testPolicy(judged: Judged, policy: GatePolicy): TestedRun {
  const { run, evidence, verdict: before, record, problems } = judged;
  const { runId, startedAt, state } = run;
  const shared = { runId, startedAt, state, before, problems };
  if (evidence === null) {
    const why = run.evidence === null ? ['anything: its data was refused before'] : [];
    return { ...shared, after: null, flip: 'unknown', rules: [], unmeasured: why };
  }
  const replayed = replayPolicy(evidence, policy, judged.policy);
  const { kind: after, unmeasured } = replayed;
  const flip = flipOf(before, after);
  const results = record?.results ?? [];
  const rules = responsibleRules({ kind: before, results }, replayed);
  return { ...shared, after, flip, rules, unmeasured };
}
