import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { diagnosticsSchema } from '../../pipeline/diagnostics.js';
import { runKey, scoresTable } from '../../pipeline/object-names.js';
import type { Run } from '../../pipeline/run.js';
import { endRun, requestOfFolder, runChain, type Chain } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';

let place: ActivityPlace;
let data: string;
let first: Chain;

/** Several trainings run one after the other here. */
const WITHIN_MS = 240_000;

function generate(kind: string, ...options: readonly string[]): void {
  execFileSync(
    resolve('.venv', 'bin', 'python'),
    ['-m', 'demo_data', kind, ...options, '--out', data],
    { env: { ...process.env, PYTHONPATH: resolve('python') } },
  );
}

function telcoRequest(months = '*') {
  const files = (source: string) => ({ files: join(data, source, `${months}.parquet`) });
  return requestOfFolder('telco-churn', {
    customers: files('customers'),
    services: files('services'),
    billing: files('billing'),
  });
}

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'ratchet-chain-'));
  generate('telco', '--months', '1');
  place = await openActivityPlace('CHAIN');
  first = await runChain(place, newRun(), telcoRequest());
}, WITHIN_MS);
afterAll(async () => {
  await place.close();
  rmSync(data, { recursive: true });
});

function keyOf(run: Run): string {
  return runKey(run).toUpperCase();
}

async function tablesOf(run: Run): Promise<readonly (string | null)[]> {
  const rows = await place.query(
    'SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ? AND CONTAINS(TABLE_NAME, ?) ORDER BY 1',
    [place.schema, keyOf(run)],
  );
  return rows.map((row) => row['TABLE_NAME'] ?? null);
}

describe('the steps of telco-churn', () => {
  it('promote a first version that scores as a model should', () => {
    expect(first.verdict).toMatchObject({ kind: 'passed' });
    expect(first.publication).toMatchObject({
      kind: 'published',
      version: 1,
      previousVersion: null,
      fence: 1,
      functionName: 'PREDICT_CHURN',
    });
    expect(first.evaluation.evidence.leakage.entitiesOnBothSides).toBe(0);
    expect(first.featureTable.features).toHaveLength(19);
  });

  it('leave what a report draws of the evaluation', async () => {
    const rows = await place.query('SELECT DIAGNOSTICS FROM DIAGNOSTICS WHERE RUN_ID = ?', [
      first.run.id,
    ]);
    const text = rows[0]?.['DIAGNOSTICS'] ?? '';
    const { curves, importance, features } = diagnosticsSchema.parse(JSON.parse(text));

    expect(rows).toHaveLength(1);
    expect(text.length).toBeLessThan(300_000);
    expect(curves?.candidate.roc.length).toBeGreaterThan(100);
    expect(curves?.champion).toBeNull();
    expect(importance).toHaveLength(19);
    expect(features.map(({ name }) => name)).toEqual(
      first.featureTable.features.map(({ name }) => name),
    );
  });

  it('find nothing wrong with honest data', () => {
    const { drift, singleFeatures, copies, calibration } = first.evaluation.evidence;

    expect(drift?.map(({ psi }) => Number(psi)).every((psi) => psi < 0.05)).toBe(true);
    expect(drift).toHaveLength(19);
    expect(Number(singleFeatures?.[0]?.score)).toBeLessThan(0.8);
    expect(Number(copies?.shareAtLeast)).toBeLessThan(0.001);
    expect(Number(calibration?.candidate?.error)).toBeLessThan(0.1);
  });

  it('leave a function that answers in a SELECT', async () => {
    const names = first.featureTable.features.map(({ name }) => `"${name}"`).join(', ');
    const rows = await place.query(
      `SELECT PREDICT_CHURN(${names}) AS PREDICTED, PREDICT_CHURN_PROBA(${names}) AS PROBABILITY, ` +
        `RATCHET_PREDICTION FROM "${scoresTable(first.run)}" ORDER BY PROBABILITY LIMIT 5`,
    );

    expect(rows).toHaveLength(5);
    expect(rows.map((row) => row['PREDICTED'])).toEqual(
      rows.map((row) => row['RATCHET_PREDICTION']),
    );
  });

  it('publish the same version again when publication is retried', async () => {
    const input = first.passedInput;
    if (input === null) throw new Error('the first run was not published');

    const again = await place.run((activities) => activities.publishUdf(input));

    expect(again).toMatchObject({ kind: 'published', version: 1, fence: 1 });
    expect(await place.query('SELECT VERSION FROM PROMOTIONS')).toEqual([{ VERSION: '1' }]);
  });

  it('know data and code that made the live version', async () => {
    const run = newRun();
    const request = telcoRequest();
    const { spec, code, codeDigest, policyDigest } = request;
    const staged = await place.run((activities) => activities.stageSource({ run, request }));
    const featuresSql = code['features.sql'] ?? null;
    const input = { run, spec, staged, featuresSql, codeDigest, policyDigest, codeFiles: [] };

    const same = await place.run((activities) => activities.buildFeatures(input));
    const other = await place.run((activities) =>
      activities.buildFeatures({
        ...input,
        spec: { ...spec, training: { ...spec.training, timeout: '2h' } },
      }),
    );

    expect(same.sameAsVersion).toBe(1);
    expect(other.sameAsVersion).toBeNull();
  });

  it(
    'judge the next candidate against the champion on the same customers',
    async () => {
      generate('telco', '--months', '2');
      const next = await runChain(place, newRun(), telcoRequest());

      expect(next.evaluation.evidence.champion).toMatchObject({ version: 1, fence: 1 });
      expect(next.evaluation.evidence.champion).toHaveProperty('metrics.roc_auc');
      expect(next.evaluation.championFence).toBe(1);
      expect(next.evaluation.evidence.liveLabelRate).toEqual({
        version: 1,
        train: first.evaluation.evidence.labelRate?.train,
      });
      expect(next.featureTable.rows.TEST).toBeGreaterThan(first.featureTable.rows.TEST);
    },
    WITHIN_MS,
  );

  it('leave of a promoted run what was judged, and nothing else', async () => {
    const { run } = first;
    await endRun(place, run, { state: 'PROMOTED', step: 'publication', version: 1 });

    const rows = await place.query('SELECT STATE, VERSION FROM RUNS WHERE RUN_ID = ?', [run.id]);
    expect(rows).toEqual([{ STATE: 'PROMOTED', VERSION: '1' }]);
    expect(await tablesOf(run)).toEqual([
      `FEATURES_TELCO_CHURN_${keyOf(run)}`,
      `SCORES_TELCO_CHURN_${keyOf(run)}`,
    ]);
    expect(
      await place.query(`LIST @RATCHET_FILES/${run.model}/${keyOf(run).toLowerCase()}/`),
    ).toEqual([]);
  });

  it('keep the first end of a run, and no rows of one that failed', async () => {
    const run = newRun();
    await place.run((activities) => activities.stageSource({ run, request: telcoRequest() }));
    await endRun(place, run, { state: 'FAILED', step: 'features', reasons: ["isn't right"] });
    await endRun(place, run, { state: 'CANCELLED', step: 'training' });

    const rows = await place.query('SELECT STATE, STEP, REASONS FROM RUNS WHERE RUN_ID = ?', [
      run.id,
    ]);
    expect(rows).toEqual([{ STATE: 'FAILED', STEP: 'features', REASONS: `["isn't right"]` }]);
    expect(await tablesOf(run)).toEqual([]);
  });
});
