import { createHash } from 'node:crypto';

import { canonicalJson } from '../../pipeline/canonical-json.js';
import { decideGate } from '../../pipeline/decide-gate.js';
import { decisionRecord, type Recipe } from '../../pipeline/decision.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { GatePolicy } from '../../pipeline/gate-policy.js';
import type { JudgedRun } from '../../pipeline/ledger-reading.js';
import { decisionOf } from './decision.js';
import { evidenceWith, policyOf } from './evidence.js';
import { RUN } from './run.js';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

interface Judging {
  readonly evidence?: Evidence;
  readonly policy?: GatePolicy;
  readonly recipe?: Partial<Recipe>;
  readonly run?: Partial<JudgedRun>;
}

const STATES = { passed: 'PROMOTED', held: 'HELD', rejected: 'REJECTED' } as const;

/** A run of telco-churn as the ledger tells of it: `evidence` judged by `policy`. */
export function judgedRunOf({
  evidence = evidenceWith(),
  policy = policyOf({ roc_auc: { min: 0.75 } }),
  recipe = {},
  run = {},
}: Judging = {}): JudgedRun {
  const text = JSON.stringify(evidence);
  const verdict = decideGate(evidence, policy);
  const whole = { ...decisionOf().recipe, ...recipe };
  const input = decisionOf(RUN, { verdict, policy, recipe: whole });
  return {
    runId: RUN.id,
    workflowId: RUN.workflowId,
    model: RUN.model,
    trigger: RUN.trigger,
    startedBy: RUN.startedBy,
    reason: RUN.reason,
    startedAt: '2026-11-24T19:22:00.000Z',
    endedAt: '2026-11-24T19:22:09.500Z',
    state: STATES[verdict.kind],
    reasons: verdict.kind === 'passed' ? [] : verdict.reasons,
    version: verdict.kind === 'passed' ? 2 : null,
    codeDigest: whole.codeDigest,
    gitCommit: null,
    evidence: text,
    evidenceDigest: sha256(text),
    decision: {
      verdict: verdict.kind,
      policyDigest: sha256(canonicalJson(policy)),
      policy: canonicalJson(policy),
      evidenceDigest: sha256(text),
      decision: JSON.stringify(decisionRecord(input)),
      decidedAt: '2026-11-24T19:22:07.000Z',
    },
    ...run,
  };
}
