import { describe, expect, it } from 'vitest';

import type { RunRow } from '../support/invariants/ledger.js';
import type { Observed } from '../support/invariants/observed.js';
import type { TaggedStatement } from '../support/invariants/statements.js';
import { judge } from './judge.js';
import type { ModelKind, Plan } from './plan.js';

const MODEL = 's1-alder';

const NOTHING: Observed = {
  ledger: { runs: [], trainings: [], evidence: [], versions: [], promotions: [], live: [] },
  workflows: [],
  statements: [],
  functions: [],
  artifacts: new Map(),
  probes: [],
  versionAnswers: [],
  canaries: [],
  texts: [],
  mayTrainAgain: new Set(),
};

function planOf(kind: ModelKind): Plan {
  const model = { name: MODEL, kind, trainingMs: 0, script: [] };
  return { seed: 1, models: [model], disturbances: [], faults: [] };
}

function run(state: string): RunRow {
  const ids = { RUN_ID: 'r1', WORKFLOW_ID: 'retrain-s1-alder', MODEL };
  return { ...ids, STATE: state, VERSION: null, ENDED_MS: 1 };
}

function created(queryId: string): TaggedStatement {
  return {
    queryId,
    status: 'SUCCESS',
    error: null,
    sql: 'CREATE FUNCTION "PREDICT_X__V1_ABC"("A" FLOAT)\nRETURNS FLOAT',
    tag: { app: 'ratchet', runId: 'r1', model: MODEL, step: 'publication', attempt: 1 },
    startedMs: 1,
    endedMs: 2,
  };
}

function sentences(kind: ModelKind, changes: Partial<Observed>): string[] {
  return judge(planOf(kind), { ...NOTHING, ...changes }).map(({ sentence }) => sentence);
}

describe('the judge', () => {
  it('has nothing to say of nothing', () => {
    expect(sentences('promotable', {})).toEqual([]);
  });

  it.each([
    ['rejected', 'PROMOTED'],
    ['broken', 'REJECTED'],
    ['promotable', 'REJECTED'],
  ] as const)('sees that a %s model ended as %s', (kind, state) => {
    const ledger = { ...NOTHING.ledger, runs: [run(state)] };

    expect(sentences(kind, { ledger })).toContain(`run r1 of a ${kind} model ended as ${state}`);
  });

  it('sees that a function of a version was made twice', () => {
    expect(sentences('promotable', { statements: [created('q1')] })).toEqual([]);
    expect(sentences('promotable', { statements: [created('q1'), created('q2')] })).toEqual([
      'the function PREDICT_X__V1_ABC was made 2 times',
    ]);
  });

  it('sees that a rollback target has lost its function', () => {
    const promotion = { MODEL, VERSION: 1, PREVIOUS_VERSION: null, FENCE: 1, RUN_ID: 'r1' };
    const promotions = [{ ...promotion, EVIDENCE_DIGEST: '', PROMOTED_MS: 1 }];
    const ledger = { ...NOTHING.ledger, promotions };

    expect(sentences('promotable', { ledger })).toContain(
      'version 1 of s1-alder has no function any more, and it is a rollback target',
    );
  });
});
