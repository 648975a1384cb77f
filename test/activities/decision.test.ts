import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createLedger } from '../../activities/ledger/ledger-tables.js';
import { openRun } from '../../activities/ledger/run-statements.js';
import { checkDecision } from '../../activities/publication/check-decision.js';
import { canonicalJson } from '../../pipeline/canonical-json.js';
import { decisionRecord, type DecisionInput } from '../../pipeline/decision.js';
import {
  MAX_ANSWER_BYTES,
  type DecisionsAnswer,
  type LedgerQuestionOf,
} from '../../pipeline/ledger-reading.js';
import { jsonBytes } from '../../pipeline/payload-size.js';
import type { Run } from '../../pipeline/run.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { decisionOf } from '../support/decision.js';
import { evidenceWith } from '../support/evidence.js';
import { publicationInput } from '../support/publication-input.js';

const CODE = { codeDigest: 'c'.repeat(64), policyDigest: 'd'.repeat(64) };
const DIGEST = 'e'.repeat(64);

let place: ActivityPlace;

beforeAll(async () => {
  place = await openActivityPlace('DECISION');
  await place.withWarehouse(newRun(), createLedger);
});
afterAll(() => place.close());

async function openedRun(model: string): Promise<Run> {
  const run = newRun(model);
  await place.withWarehouse(run, (warehouse) => warehouse.execute(openRun(run, CODE)));
  return run;
}

async function storeEvidence(run: Run, text: string): Promise<void> {
  const values = [run.id, run.model, text, DIGEST];
  await place.query('INSERT INTO EVIDENCE SELECT ?, ?, ?, ?, CURRENT_TIMESTAMP()', values);
}

function record(input: DecisionInput): Promise<void> {
  return place.run((activities) => activities.recordDecision(input));
}

function stored(run: Run) {
  const columns = 'MODEL, VERDICT, POLICY_DIGEST, POLICY, EVIDENCE_DIGEST, DECISION';
  return place.query(`SELECT ${columns} FROM DECISIONS WHERE RUN_ID = ?`, [run.id]);
}

async function decisions(
  question: Partial<LedgerQuestionOf<'decisions'>> & Pick<LedgerQuestionOf<'decisions'>, 'of'>,
): Promise<DecisionsAnswer> {
  const whole = { kind: 'decisions', last: 50, offset: 0, ...question } as const;
  const answer = await place.run((activities) => activities.answerFromLedger(whole), undefined, {
    info: { workflowExecution: { workflowId: 'read-ledger-1', runId: 'read-1' } },
  });
  if (answer.kind !== 'decisions') throw new Error(`an answer to ${answer.kind}`);
  return answer;
}

async function ids(of: LedgerQuestionOf<'decisions'>['of']): Promise<readonly string[]> {
  return (await decisions({ of })).runs.map(({ runId }) => runId);
}

describe('recordDecision', () => {
  it('writes what was decided and on what, once, however often it is tried', async () => {
    const run = await openedRun('decided');
    const input = decisionOf(run);

    await record(input);
    await record(input);

    expect(await stored(run)).toEqual([
      {
        MODEL: 'decided',
        VERDICT: 'passed',
        POLICY_DIGEST: 'd'.repeat(64),
        POLICY: canonicalJson(input.policy),
        EVIDENCE_DIGEST: DIGEST,
        DECISION: JSON.stringify(decisionRecord(input)),
      },
    ]);
  });

  it('keeps the first decision, and refuses another one of the same run', async () => {
    const run = await openedRun('decided-otherwise');
    await record(decisionOf(run, { verdict: { kind: 'held', results: [], reasons: ['worse'] } }));

    await expect(record(decisionOf(run))).rejects.toMatchObject({
      type: 'GateNotPassed',
      message: expect.stringContaining('but the ledger holds "held"'),
    });
    expect(await stored(run)).toMatchObject([{ VERDICT: 'held' }]);
  });

  it('is written into the ledger of an earlier Ratchet too', async () => {
    const run = await openedRun('older-ledger');
    await place.query('DROP TABLE DECISIONS');
    place.restartWorker();

    await record(decisionOf(run));

    expect(await stored(run)).toHaveLength(1);
  });
});

describe('checkDecision', () => {
  const PASSED = decisionOf();

  /** Asks whether a run may publish whose ledger holds `decision`. */
  async function checked(decision: Partial<DecisionInput> | null, isDecisionRecorded?: boolean) {
    const run = await openedRun('checked');
    if (decision !== null) await record(decisionOf(run, decision));
    const { policyDigest } = PASSED;
    const input = { ...publicationInput(run), policyDigest };
    const asked = isDecisionRecorded === undefined ? input : { ...input, isDecisionRecorded };
    return place.withWarehouse(run, (warehouse) => checkDecision(warehouse, asked, DIGEST));
  }

  it('lets a run publish whose decision is that it passed', async () => {
    await expect(checked({}, true)).resolves.toBeUndefined();
    await expect(checked({})).resolves.toBeUndefined();
  });

  it('lets a run publish that began before there was a record, and has none', async () => {
    await expect(checked(null)).resolves.toBeUndefined();
  });

  it.each<[string, Partial<DecisionInput> | null, boolean | undefined, string]>([
    ['has no decision', null, true, 'the ledger holds no decision of it'],
    [
      'was held',
      { verdict: { kind: 'held', results: [], reasons: ['worse'] } },
      true,
      'the ledger says "held"',
    ],
    [
      'was rejected, whatever the Workflow knows of it',
      { verdict: { kind: 'rejected', results: [], reasons: ['bad'] } },
      undefined,
      'the ledger says "rejected"',
    ],
    [
      'passed on other evidence',
      { evidenceDigest: 'f'.repeat(64) },
      true,
      'the ledger holds a decision on other evidence',
    ],
    [
      'passed by another policy',
      { policyDigest: 'f'.repeat(64) },
      true,
      'the ledger holds a decision by another policy',
    ],
  ])('refuses a run that %s', async (_, decision, isDecisionRecorded, message) => {
    await expect(checked(decision, isDecisionRecorded)).rejects.toMatchObject({
      type: 'GateNotPassed',
      message: expect.stringContaining(message),
    });
  });
});

describe('answerFromLedger', () => {
  it('tells who was judged when, by what, and with which verdict', async () => {
    const run = await openedRun('judged');
    const evidence = JSON.stringify(evidenceWith({ runId: run.id }));
    const input = decisionOf(run);
    await storeEvidence(run, evidence);
    await record(input);

    const { runs, nextOffset } = await decisions({ of: { run: run.id } });

    expect(nextOffset).toBeNull();
    expect(runs).toEqual([
      {
        runId: run.id,
        workflowId: 'retrain-judged',
        model: 'judged',
        trigger: 'manual',
        startedBy: 'ada',
        reason: 'a test',
        startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        endedAt: null,
        state: 'RUNNING',
        reasons: [],
        version: null,
        codeDigest: CODE.codeDigest,
        gitCommit: null,
        evidence,
        evidenceDigest: DIGEST,
        decision: {
          verdict: 'passed',
          policyDigest: 'd'.repeat(64),
          policy: canonicalJson(input.policy),
          evidenceDigest: DIGEST,
          decision: JSON.stringify(decisionRecord(input)),
          decidedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        },
      },
    ]);
    const age = Math.abs(Date.now() - Date.parse(runs[0]?.startedAt ?? ''));
    expect(age).toBeLessThan(10 * 60_000);
  });

  it('finds runs by run id, by Workflow Id and by model, the latest first, and no run that was not judged', async () => {
    const first = await openedRun('several');
    const second = await openedRun('several');
    const never = await openedRun('several');
    await record(decisionOf(first));
    await storeEvidence(second, '{}');

    expect(await ids({ run: first.id })).toEqual([first.id]);
    expect(await ids({ run: 'retrain-several' })).toEqual([second.id, first.id]);
    expect(await ids({ run: 'several' })).toEqual([second.id, first.id]);
    expect(await ids({ model: 'several' })).toEqual([second.id, first.id]);
    expect(await ids({ model: 'retrain-several' })).toEqual([]);
    expect(await ids({ run: never.id })).toEqual([]);
  });

  it('tells of the evidence of a run whose data was refused, and of one without a decision, that there is none', async () => {
    const refused = await openedRun('parts');
    await record(decisionOf(refused, { evidenceDigest: null }));
    const older = await openedRun('parts');
    await storeEvidence(older, '{}');

    const { runs } = await decisions({ of: { model: 'parts' } });

    expect(runs).toMatchObject([
      { runId: older.id, evidence: '{}', decision: null },
      { runId: refused.id, evidence: null, decision: { evidenceDigest: null } },
    ]);
  });

  it('gives pages that a payload of Temporal can hold, and every run once', async () => {
    const long = JSON.stringify({ text: 'x'.repeat(200_000) });
    const runs: Run[] = [];
    for (let index = 0; index < 6; index += 1) {
      const run = await openedRun('long');
      await storeEvidence(run, long);
      runs.push(run);
    }

    const first = await decisions({ of: { model: 'long' } });
    const second = await decisions({ of: { model: 'long' }, offset: first.nextOffset ?? 0 });

    expect(jsonBytes(first)).toBeLessThan(MAX_ANSWER_BYTES);
    expect([first.runs.length, first.nextOffset]).toEqual([4, 4]);
    expect([second.runs.length, second.nextOffset]).toEqual([2, null]);
    expect([...first.runs, ...second.runs].map(({ runId }) => runId)).toEqual(
      runs.map(({ id }) => id).toReversed(),
    );
    expect((await decisions({ of: { model: 'long' }, last: 2 })).nextOffset).toBeNull();
  });

  it('refuses a question that it does not know', async () => {
    await expect(decisions({ of: { model: 'x' }, last: 0 })).rejects.toMatchObject({
      type: 'LedgerQuestion',
    });
  });

  it('reads a ledger that an earlier Ratchet made', async () => {
    const run = await openedRun('earlier');
    await storeEvidence(run, '{}');
    await place.query('DROP TABLE DECISIONS');

    expect((await decisions({ of: { model: 'earlier' } })).runs).toHaveLength(1);
  });
});
