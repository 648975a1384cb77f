import { basename } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createLedger } from '../../activities/ledger/ledger-tables.js';
import { openRun } from '../../activities/ledger/run-statements.js';
import { createStage } from '../../activities/ledger/table-statements.js';
import { readLocation } from '../../activities/stage-files.js';
import { ARTIFACTS_STAGE, reportLocation } from '../../pipeline/object-names.js';
import { reportDataSchema, type ReportData } from '../../pipeline/report.js';
import type { Run } from '../../pipeline/run.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { decisionOf } from '../support/decision.js';
import { binaryWithChampion } from '../support/report-data.js';

const { evidence: EVIDENCE, diagnostics: DIAGNOSTICS } = binaryWithChampion();
const CODE = { codeDigest: 'c'.repeat(64), policyDigest: 'd'.repeat(64) };
const DIGEST = 'e'.repeat(64);

let place: ActivityPlace;

beforeAll(async () => {
  place = await openActivityPlace('REPORT');
  await place.withWarehouse(newRun(), async (warehouse) => {
    await createLedger(warehouse);
    await warehouse.execute(createStage(ARTIFACTS_STAGE));
  });
});
afterAll(() => place.close());

/** A run that was judged, went live as `version`, and is over. */
async function promotedRun(model: string, version: number): Promise<Run> {
  const run = newRun(model);
  await place.withWarehouse(run, (warehouse) => warehouse.execute(openRun(run, CODE)));
  const evidence = JSON.stringify({ ...EVIDENCE, runId: run.id });
  const values = [run.id, model, evidence, DIGEST];
  await place.query('INSERT INTO EVIDENCE SELECT ?, ?, ?, ?, CURRENT_TIMESTAMP()', values);
  await place.query('INSERT INTO DIAGNOSTICS SELECT ?, ?, ?, CURRENT_TIMESTAMP()', [
    run.id,
    model,
    JSON.stringify(DIAGNOSTICS),
  ]);
  await place.run((activities) => activities.recordDecision(decisionOf(run)));
  await place.query(
    `INSERT INTO MODEL_VERSIONS (MODEL, VERSION, RUN_ID, ARTIFACT, ARTIFACT_SHA256, SNAPSHOT, CODE_DIGEST, RECIPE_DIGEST,
       POLICY_DIGEST, EVIDENCE_DIGEST, FEATURES, PACKAGES, FUNCTION_NAME, PROBABILITY_FUNCTION_NAME, CREATED_AT)
     SELECT ?, ?, ?, '@RATCHET_ARTIFACTS/a/', ?, '1', ?, ?, ?, ?, '[]', '{}', 'PREDICT_CHURN__V1_AB', 'P', CURRENT_TIMESTAMP()`,
    [model, version, run.id, ...Array.from({ length: 5 }, () => DIGEST)],
  );
  await place.query(
    `INSERT INTO PROMOTIONS (MODEL, VERSION, PREVIOUS_VERSION, FENCE, RUN_ID, PROMOTED_BY, EVIDENCE_DIGEST, QUERY_IDS, PROMOTED_AT)
     SELECT ?, ?, ?, ?, ?, 'ada', ?, '[]', CURRENT_TIMESTAMP()`,
    [model, version, version === 1 ? null : version - 1, version, run.id, DIGEST],
  );
  await place.run((activities) =>
    activities.recordOutcome({
      run,
      state: 'PROMOTED',
      step: 'publication',
      version,
      reasons: [],
      queryIds: ['01b2c3d4-0001', '01b2c3d4-0002'],
    }),
  );
  return run;
}

async function reportOn(run: Run): Promise<ReportData | null> {
  const question = { kind: 'report', runId: run.id } as const;
  const answer = await place.run((activities) => activities.answerFromLedger(question), undefined, {
    info: { workflowExecution: { workflowId: 'read-ledger-1', runId: 'read-1' } },
  });
  if (answer.kind !== 'report') throw new Error(`an answer to ${answer.kind}`);
  return answer.report;
}

function filesOf(run: Run): Promise<readonly string[]> {
  return place.withWarehouse(run, (warehouse) => readLocation(warehouse, reportLocation(run)));
}

describe('writeReport', () => {
  it('puts the report beside the artifact, once however often it is tried', async () => {
    const run = await promotedRun('written', 1);

    const written = await place.run((activities) => activities.writeReport({ run }));
    const files = await filesOf(run);
    await place.run((activities) => activities.writeReport({ run }));

    expect(written).toEqual({ location: reportLocation(run) });
    expect(files.map((file) => basename(file)).toSorted()).toEqual([
      'report.html',
      'report.json',
      'report.md',
    ]);
    expect(await filesOf(run)).toEqual(files);
  });

  it('refuses a run that the ledger does not know', async () => {
    const run = newRun('unknown');

    await expect(place.run((activities) => activities.writeReport({ run }))).rejects.toThrow(
      `The ledger has no row for run ${run.id}`,
    );
  });
});

describe('answerFromLedger', () => {
  it('tells all that a report is made of', async () => {
    const first = await promotedRun('asked', 1);
    const second = await promotedRun('asked', 2);
    await promotedRun('another', 1);

    const report = await reportOn(second);

    expect(reportDataSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      run: {
        runId: second.id,
        state: 'PROMOTED',
        version: 2,
        queryIds: ['01b2c3d4-0001', '01b2c3d4-0002'],
      },
      decision: { verdict: 'passed', record: { recipe: { params: { n_estimators: 200 } } } },
      evidence: { ...EVIDENCE, runId: second.id },
      diagnostics: DIAGNOSTICS,
      promotion: { version: 2, previousVersion: 1, fence: 2, artifact: '@RATCHET_ARTIFACTS/a/' },
    });
    expect(report?.history.map(({ runId }) => runId)).toEqual([first.id, second.id]);
    expect((await reportOn(first))?.history.map(({ runId }) => runId)).toEqual([first.id]);
  });

  it('says null of a run that the ledger does not know', async () => {
    expect(await reportOn(newRun())).toBeNull();
  });
});
