import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { jsonDigest } from '../../client/digests.js';
import { RETRAIN_MODEL } from '../../pipeline/workflow-ids.js';
import { evidenceWith, policyOf } from '../support/evidence.js';
import type { Ledger } from '../support/invariants/ledger.js';
import type { Observed } from '../support/invariants/observed.js';
import { violationsOf } from '../support/invariants/violations-of.js';
import type { TaggedStatement } from '../support/invariants/statements.js';
import type { ObservedWorkflow } from '../support/invariants/workflows.js';

const MODEL = 'telco-churn';
const POLICY = policyOf({ accuracy: { min: 0.7 } });
const EVIDENCE = evidenceWith();
const { runId: RUN, artifactSha256: SHA, snapshot: SNAPSHOT } = EVIDENCE;
const ARTIFACT = '@RATCHET_ARTIFACTS/telco-churn/0123456789ab/aaaa/';
const SERVED = JSON.stringify({ ratchet: { model: MODEL, version: 1, fence: 1 } });

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

function evidenceRow(evidence: unknown = EVIDENCE) {
  const text = JSON.stringify(evidence);
  return { RUN_ID: RUN, EVIDENCE: text, EVIDENCE_DIGEST: digestOf(text) };
}

const run = {
  RUN_ID: RUN,
  WORKFLOW_ID: `retrain-${MODEL}`,
  MODEL,
  STATE: 'PROMOTED',
  VERSION: 1,
  ENDED_MS: 2_000,
};
const training = {
  RUN_ID: RUN,
  MODEL,
  CANDIDATE: null,
  FENCE: 1,
  RESULT: JSON.stringify({ artifact: ARTIFACT, artifactSha256: SHA }),
};
const version = {
  MODEL,
  VERSION: 1,
  RUN_ID: RUN,
  ARTIFACT,
  ARTIFACT_SHA256: SHA,
  SNAPSHOT,
  POLICY_DIGEST: jsonDigest(POLICY),
  EVIDENCE_DIGEST: evidenceRow().EVIDENCE_DIGEST,
  FUNCTION_NAME: 'PREDICT__V1_AB',
  PROBABILITY_FUNCTION_NAME: 'PREDICT_PROBA__V1_AB',
};
const promotion = {
  MODEL,
  VERSION: 1,
  PREVIOUS_VERSION: null,
  FENCE: 1,
  RUN_ID: RUN,
  EVIDENCE_DIGEST: evidenceRow().EVIDENCE_DIGEST,
  PROMOTED_MS: 1_000,
};
const live = { MODEL, VERSION: 1, FENCE: 1, SERVING_FUNCTION: 'PREDICT' };

const LEDGER: Ledger = {
  runs: [run],
  trainings: [training],
  evidence: [evidenceRow()],
  versions: [version],
  promotions: [promotion],
  live: [live],
};

const WORKFLOW: ObservedWorkflow = {
  workflowId: `retrain-${MODEL}`,
  runId: RUN,
  type: RETRAIN_MODEL,
  status: 'COMPLETED',
  input: { spec: { gate: POLICY } },
  result: { kind: 'PROMOTED' },
  failureType: null,
  activities: ['publishUdf', 'recordOutcome'],
  repetitions: [],
  text: '',
};

const TRAINING: TaggedStatement = {
  queryId: 'first',
  status: 'SUCCESS',
  error: null,
  sql: 'CALL "RATCHET_TRAIN"(?)',
  tag: {
    app: 'ratchet',
    runId: RUN,
    model: MODEL,
    step: 'training',
    attempt: 1,
    statement: 'training',
  },
  startedMs: 100,
  endedMs: 200,
};

const PROBE = { model: MODEL, startedMs: 1_100, endedMs: 1_110, values: ['0.25'], error: null };

/** One run that went as it should, but for what is changed. */
function seen(changes: Partial<Observed> & { readonly in?: Partial<Ledger> } = {}): Observed {
  const { in: ledger, ...others } = changes;
  return {
    ledger: { ...LEDGER, ...ledger },
    workflows: [WORKFLOW],
    statements: [TRAINING],
    functions: ['PREDICT', 'PREDICT_PROBA', 'PREDICT__V1_AB', 'PREDICT_PROBA__V1_AB'].map(
      (name) => ({ name, comment: SERVED }),
    ),
    artifacts: new Map([[ARTIFACT, SHA]]),
    probes: [PROBE],
    versionAnswers: [{ model: MODEL, version: 1, values: ['0.25'] }],
    canaries: ['s3cret'],
    texts: [{ name: 'worker.log', text: 'all is well' }],
    mayTrainAgain: new Set(),
    ...others,
  };
}

const second = { ...promotion, VERSION: 1, PREVIOUS_VERSION: 1, FENCE: 2 };
const rejected = evidenceRow({
  ...EVIDENCE,
  candidate: { source: 'held-out', metrics: { accuracy: 0.6 } },
});
const againstOther = evidenceRow({
  ...EVIDENCE,
  champion: { version: 7, fence: 5, metrics: { accuracy: 0.5 } },
});
function ofCandidate(statement: TaggedStatement, candidate: string): TaggedStatement {
  return { ...statement, tag: { ...statement.tag, candidate } };
}

const RAISED = {
  status: 'FAILED_WITH_ERROR',
  error: '100357: Python Interpreter Error: ValueError: tol',
};

const again = { ...TRAINING, queryId: 'second', startedMs: 300, endedMs: 400 };

const WITH_EVIDENCE = (row: ReturnType<typeof evidenceRow>) => ({
  evidence: [row],
  versions: [{ ...version, EVIDENCE_DIGEST: row.EVIDENCE_DIGEST }],
});

describe('the checker of the promises', () => {
  it('finds nothing in a run that went as it should', () => {
    expect(violationsOf(seen())).toEqual([]);
  });

  it.each<[invariant: string, what: string, Observed]>([
    ['I1', 'no evidence', seen({ in: { evidence: [] } })],
    ['I1', 'evidence that the policy rejects', seen({ in: WITH_EVIDENCE(rejected) })],
    [
      'I1',
      'evidence of another champion than it replaced',
      seen({ in: WITH_EVIDENCE(againstOther) }),
    ],
    [
      'I1',
      'evidence that was altered',
      seen({ in: { evidence: [{ ...evidenceRow(), EVIDENCE: '{}' }] } }),
    ],
    [
      'I1',
      'evidence of another artifact',
      seen({
        in: WITH_EVIDENCE(evidenceRow({ ...EVIDENCE, artifactSha256: 'b'.repeat(64) })),
      }),
    ],
    [
      'I1',
      'a policy that the run did not start with',
      seen({
        workflows: [
          { ...WORKFLOW, input: { spec: { gate: policyOf({ accuracy: { min: 0.1 } }) } } },
        ],
      }),
    ],
    ['I3', 'two live rows', seen({ in: { live: [live, live] } })],
    ['I3', 'a fence twice', seen({ in: { promotions: [promotion, promotion] } })],
    ['I3', 'a gap of fences', seen({ in: { promotions: [promotion, { ...second, FENCE: 3 }] } })],
    ['I3', 'a live version that nobody promoted', seen({ in: { live: [{ ...live, FENCE: 2 }] } })],
    ['I4', 'a call that failed', seen({ probes: [{ ...PROBE, values: null, error: '002139' }] })],
    ['I4', 'a mixed result', seen({ probes: [{ ...PROBE, values: ['0.26'] }] })],
    [
      'I4',
      'a version before it was live',
      seen({ probes: [{ ...PROBE, startedMs: 10, endedMs: 20 }] }),
    ],
    ['I5', 'a serving function that is gone', seen({ functions: [] })],
    ['I5', 'an older version that serves', seen({ in: { live: [{ ...live, FENCE: 2 }] } })],
    ['I6', 'other bytes in the stage', seen({ artifacts: new Map([[ARTIFACT, 'b'.repeat(64)]]) })],
    ['I6', 'no file in the stage', seen({ artifacts: new Map() })],
    ['I7', 'two trainings that count', seen({ in: { trainings: [training, training] } })],
    [
      'I7',
      'two trainings of a candidate that count',
      seen({
        in: {
          trainings: [
            { ...training, CANDIDATE: 'a' },
            { ...training, CANDIDATE: 'a' },
          ],
        },
      }),
    ],
    [
      'I7',
      'a version that is not what was trained',
      seen({ in: { trainings: [{ ...training, RESULT: null }] } }),
    ],
    [
      'I8',
      'a statement of a run that is over',
      seen({ statements: [{ ...TRAINING, endedMs: Number.POSITIVE_INFINITY }] }),
    ],
    ['I8', 'a promotion after the end', seen({ in: { runs: [{ ...run, ENDED_MS: 900 }] } })],
    [
      'I8',
      'a promotion of a cancelled run',
      seen({ in: { runs: [{ ...run, STATE: 'CANCELLED' }] } }),
    ],
    ['I9', 'a training after one that succeeded', seen({ statements: [TRAINING, again] })],
    [
      'I9',
      'a training of a candidate after one that succeeded',
      seen({ statements: [TRAINING, again].map((one) => ofCandidate(one, 'a')) }),
    ],
    [
      'I9',
      'two trainings at once',
      seen({
        statements: [{ ...TRAINING, status: 'FAILED_WITH_ERROR', endedMs: 350 }, again],
      }),
    ],
    [
      'I9',
      'a training after one whose code had raised',
      seen({ statements: [{ ...TRAINING, ...RAISED }, again] }),
    ],
    [
      'I10',
      'a permanent error that was tried again',
      seen({
        workflows: [
          {
            ...WORKFLOW,
            repetitions: [
              { activity: 'trainCandidate', attempt: 2, failureType: 'UserCode', message: '' },
            ],
          },
        ],
      }),
    ],
    [
      'I11',
      'a secret in a log',
      seen({ texts: [{ name: 'worker.log', text: 'password s3cret' }] }),
    ],
    ['I11', 'a secret in a history', seen({ workflows: [{ ...WORKFLOW, text: 's3cret' }] })],
    ['I12', 'an open Workflow', seen({ workflows: [{ ...WORKFLOW, status: 'RUNNING' }] })],
    ['I12', 'an open row', seen({ in: { runs: [{ ...run, ENDED_MS: null }] } })],
    ['I12', 'two ends', seen({ in: { runs: [run, run] } })],
    ['I12', 'another end', seen({ workflows: [{ ...WORKFLOW, result: { kind: 'HELD' } }] })],
    ['I12', 'a promoted run without a promotion', seen({ in: { promotions: [] } })],
  ])('finds by %s: %s', (invariant, _, observed) => {
    expect(violationsOf(observed).map((found) => found.invariant)).toContain(invariant);
  });

  it('lets a run be terminated before it stands in the ledger, and while it tells its end', () => {
    const terminated = { ...WORKFLOW, status: 'TERMINATED', result: null };
    const nothing = {
      runs: [],
      trainings: [],
      evidence: [],
      versions: [],
      promotions: [],
      live: [],
    };
    const none = { statements: [], probes: [], workflows: [terminated] };

    expect(violationsOf(seen({ in: nothing, ...none }))).toEqual([]);
    expect(violationsOf(seen({ workflows: [terminated] }))).toEqual([]);
    expect(
      violationsOf(seen({ workflows: [{ ...terminated, activities: ['publishUdf'] }] })),
    ).toHaveLength(1);
    expect(
      violationsOf(seen({ in: { ...nothing }, workflows: [WORKFLOW], probes: [] })),
    ).toHaveLength(1);
  });

  it('lets a zombie send its training once the next attempt has begun, and not before', () => {
    const ofSecond = { ...again, tag: { ...TRAINING.tag, attempt: 2 } };
    const { statement: _, ...tag } = ofSecond.tag;
    const begunAt = (startedMs: number) => ({ ...TRAINING, queryId: 'a look', tag, startedMs });

    expect(violationsOf(seen({ statements: [begunAt(90), TRAINING, ofSecond] }))).toEqual([]);
    expect(violationsOf(seen({ statements: [TRAINING, begunAt(110), ofSecond] }))).toHaveLength(1);
  });

  it('lets each candidate of a run have a training, at once', () => {
    const trainings = ['a', 'b'].map((CANDIDATE) => ({ ...training, CANDIDATE }));
    const statements = [ofCandidate(TRAINING, 'a'), { ...ofCandidate(again, 'b'), startedMs: 110 }];
    expect(violationsOf(seen({ in: { trainings }, statements }))).toEqual([]);
  });

  it('lets a training be repeated after one that failed, or where a test says so', () => {
    const failed = { ...TRAINING, status: 'FAILED_WITH_ERROR' };
    expect(violationsOf(seen({ statements: [failed, again] }))).toEqual([]);
    const twice = { statements: [TRAINING, again], mayTrainAgain: new Set([RUN]) };
    expect(violationsOf(seen(twice))).toEqual([]);
  });
});
