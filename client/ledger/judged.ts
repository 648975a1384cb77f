import { createHash } from 'node:crypto';
import { z } from 'zod';

import { decisionRecordSchema, type DecisionRecord } from '../../pipeline/decision.js';
import { evidenceSchema, type Evidence } from '../../pipeline/evidence.js';
import { gatePolicySchema, type GatePolicy } from '../../pipeline/gate-policy.js';
import type { JudgedRun } from '../../pipeline/ledger-reading.js';
import type { Verdict } from '../../pipeline/verdict.js';

/** A run that was judged, with what the texts of the ledger say. */
export interface Judged {
  readonly run: JudgedRun;
  /** Null for a run whose data was refused before anything was trained, and for evidence that cannot be read. */
  readonly evidence: Evidence | null;
  /** Null for a run that has no decision on record, like `record`. */
  readonly policy: GatePolicy | null;
  readonly record: DecisionRecord | null;
  readonly verdict: Verdict['kind'] | null;
  /** What does not fit its digest, or cannot be read, in sentences. */
  readonly problems: readonly string[];
}

/** Reads what the ledger holds of a run that was judged; what is wrong with it is told, not thrown. */
export function readJudged(run: JudgedRun): Judged {
  const { decision } = run;
  const evidence = readText('evidence', run.evidence, evidenceSchema);
  const policy = readText('policy', decision?.policy ?? null, gatePolicySchema);
  const record = readText('decision', decision?.decision ?? null, decisionRecordSchema);
  const problems = [evidence, policy, record].flatMap(({ problem }) => problem ?? []);
  return {
    run,
    evidence: evidence.value,
    policy: policy.value,
    record: record.value,
    verdict: verdictOf(run),
    problems: [...problems, ...digestProblems(run)],
  };
}

interface Read<Value> {
  readonly value: Value | null;
  readonly problem: string | null;
}

function readText<Value>(what: string, text: string | null, schema: z.ZodType<Value>): Read<Value> {
  if (text === null) return { value: null, problem: null };
  try {
    return { value: schema.parse(JSON.parse(text)), problem: null };
  } catch (error) {
    if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error;
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : 'it is not JSON';
    const problem = `The ${what} cannot be read by this version of Ratchet: ${reason}.`;
    return { value: null, problem };
  }
}

function digestProblems({ evidence, evidenceDigest, decision }: JudgedRun): string[] {
  const isAltered = evidence !== null && textDigest(evidence) !== evidenceDigest;
  const isOther = decision !== null && decision.evidenceDigest !== evidenceDigest;
  const isOtherPolicy = decision !== null && textDigest(decision.policy) !== decision.policyDigest;
  return [
    ...(isAltered ? ['The evidence does not fit its digest: somebody changed it.'] : []),
    ...(isOther ? ['The decision was made on other evidence than the ledger holds now.'] : []),
    ...(isOtherPolicy ? ['The policy does not fit its digest: somebody changed it.'] : []),
  ];
}

function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What the ends of runs without a decision on record tell of it. */
const BY_STATE: Readonly<Record<string, Verdict['kind']>> = {
  PROMOTED: 'passed',
  HELD: 'held',
  REJECTED: 'rejected',
};

function verdictOf({ decision, state }: JudgedRun): Verdict['kind'] | null {
  if (decision === null) return Object.hasOwn(BY_STATE, state) ? (BY_STATE[state] ?? null) : null;
  const kinds: readonly Verdict['kind'][] = ['passed', 'held', 'rejected'];
  return kinds.find((kind) => kind === decision.verdict) ?? null;
}
