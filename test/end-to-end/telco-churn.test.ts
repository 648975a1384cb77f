import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { statementsOf } from '../../demo/sql-script.js';
import {
  demoData,
  startTestEnvironment,
  type TestEnvironment,
} from '../support/dev-environment.js';
import { copyModels, type ModelCopies } from '../support/model-copies.js';
import { judged, promoted, runModel, type EndedRun } from '../support/model-runs.js';
import { ratchet } from '../support/ratchet.js';

let environment: TestEnvironment;
let models: ModelCopies;

beforeAll(async () => {
  models = copyModels();
  environment = await startTestEnvironment();
});
afterAll(async () => {
  await environment.stop();
  models.remove();
});

function run(model: string, ...options: readonly string[]): Promise<EndedRun> {
  return runModel(environment.address, models.folder(model), ...options);
}

function writeMonths(months: number): Promise<void> {
  const out = join(models.folder('telco-churn'), 'data');
  return demoData('telco', '--out', out, '--months', String(months));
}

describe('telco-churn, from raw files to a function that answers', () => {
  it('promotes the first version, and PREDICT_CHURN answers with it', async () => {
    await writeMonths(1);

    const ended = await run('telco-churn', '--reason', 'the first version');

    expect(ended.exitCode).toBe(0);
    expect(promoted(ended).publication).toMatchObject({
      version: 1,
      previousVersion: null,
      fence: 1,
    });
    expect(ended.report.progress?.steps.map(({ state }) => state)).toEqual(
      Array.from({ length: 5 }, () => 'done'),
    );
    expect(await predictedShare()).toBeGreaterThan(0.05);
    expect(await predictedShare()).toBeLessThan(0.5);
  });

  it('leaves who, when, why, evidence and query ids in the ledger', async () => {
    const [promotion] = await environment.query('SELECT * FROM PROMOTIONS');
    const [live] = await environment.query('SELECT * FROM LIVE_VERSION');
    const [evidence] = await environment.query('SELECT * FROM EVIDENCE');
    const [ran] = await environment.query('SELECT * FROM RUNS');

    expect(promotion).toMatchObject({
      MODEL: 'telco-churn',
      VERSION: '1',
      PREVIOUS_VERSION: null,
      REASON: 'the first version',
      EVIDENCE_DIGEST: evidence?.['EVIDENCE_DIGEST'],
    });
    expect(JSON.parse(promotion?.['QUERY_IDS'] ?? '[]').length).toBeGreaterThan(2);
    expect(live).toMatchObject({ MODEL: 'telco-churn', VERSION: '1', FENCE: '1' });
    expect(ran).toMatchObject({ STATE: 'PROMOTED', STEP: 'publication', TRIGGER: 'manual' });
  });

  it('ends with NO_CHANGE when nothing changed, without a training', async () => {
    const { exitCode, report } = await run('telco-churn');

    expect(exitCode).toBe(0);
    expect(report.outcome).toMatchObject({ kind: 'NO_CHANGE', version: 1 });
    expect(report.progress?.steps[2]?.state).toBe('skipped');
  });

  it('judges a retrained candidate beside the champion, on the same held-out customers', async () => {
    await writeMonths(2);

    const { kind, evidence } = judged(await run('telco-churn'));

    expect(['PROMOTED', 'HELD']).toContain(kind);
    expect(evidence.champion).toMatchObject({
      version: 1,
      fence: 1,
      metrics: { roc_auc: expect.closeTo(0.85, 1) },
    });
  });
});

describe("the quickstart's own procedure on resampled customers", () => {
  it('reports 0.99 of itself and is rejected for repeated customers; nothing serves it', async () => {
    const folder = models.folder('telco-churn-quickstart');
    await demoData('telco-resampled', '--out', join(folder, 'data'));
    for (const statement of statementsOf(readFileSync(join(folder, 'procedure.sql'), 'utf8'))) {
      await environment.session.execute(statement);
    }

    const ended = await run('telco-churn-quickstart');

    const { kind, evidence, verdict } = judged(ended);
    expect({ kind, exitCode: ended.exitCode }).toEqual({ kind: 'REJECTED', exitCode: 10 });
    expect(evidence.candidate.source).toBe('self-reported');
    expect(evidence.candidate.metrics['accuracy']).toBeGreaterThan(0.99);
    expect(evidence.leakage.entitiesWithSeveralRows).toBeGreaterThan(5_000);
    expect(
      verdict.results.filter(({ result }) => result === 'rejected').map(({ subject }) => subject),
    ).toContain('repeated_entities');
    expect(await environment.query("SHOW USER FUNCTIONS LIKE 'PREDICT_CHURN_QUICKSTART%'")).toEqual(
      [],
    );
  });
});

describe('what the ledger tells of these runs afterwards', () => {
  it('explains a verdict by every rule with its margin', async () => {
    const [promotion] = await environment.query('SELECT RUN_ID FROM PROMOTIONS WHERE VERSION = 1');

    expect(await told('explain', promotion?.['RUN_ID'] ?? '')).toMatchObject({
      run: { model: 'telco-churn', state: 'PROMOTED', version: 1, reason: 'the first version' },
      verdict: 'passed',
      rules: expect.arrayContaining([
        expect.objectContaining({ subject: 'roc_auc', margin: expect.any(Number) }),
      ]),
      recipe: { about: { serves: 'PREDICT_CHURN' }, steps: [{ step: 'staging' }, {}, {}, {}] },
      problems: [],
    });
    expect(await told('explain', 'telco-churn-quickstart')).toMatchObject({
      verdict: 'rejected',
      problems: [],
    });
  });

  it('tells which verdicts would flip under a stricter policy', async () => {
    const file = join(models.folder('telco-churn'), 'stricter.yaml');
    writeFileSync(file, 'rules: { roc_auc: { min: 0.99 } }\n');
    const test = ['gate', 'test', 'telco-churn', '--policy'] as const;

    const same = await told(...test, join(models.folder('telco-churn'), 'model.yaml'));
    const stricter = await told(...test, file);

    expect(same).toMatchObject({ flips: 0, runs: [{ flip: 'same' }, { flip: 'same' }] });
    expect(stricter).toMatchObject({
      runs: [
        { after: 'rejected', unmeasured: [] },
        { before: 'passed', after: 'rejected', flip: 'stricter', rules: [{ subject: 'roc_auc' }] },
      ],
    });
  });

  it('compares the two versions', async () => {
    const runs = await environment.query(
      "SELECT RUN_ID FROM DECISIONS WHERE MODEL = 'telco-churn' ORDER BY DECIDED_AT",
    );
    const [first = '', second = ''] = runs.map((row) => row['RUN_ID'] ?? '');

    expect(await told('runs', 'compare', first, second)).toMatchObject({
      a: { runId: first, version: 1 },
      b: { runId: second },
      sameSnapshot: false,
      metrics: expect.arrayContaining([
        expect.objectContaining({ metric: 'roc_auc', direction: 'higher' }),
      ]),
      params: expect.arrayContaining([expect.objectContaining({ name: 'n_estimators' })]),
      features: [],
      packages: [],
      problems: [],
    });
  });
});

/** What a command writes as JSON. */
async function told(...argv: readonly string[]): Promise<unknown> {
  const ran = await ratchet(...argv, '-o', 'json', '--address', environment.address);
  expect(ran.exitCode, ran.stderr).toBe(0);
  return JSON.parse(ran.stdout);
}

/** The share of held-out customers that PREDICT_CHURN calls leaving. */
async function predictedShare(): Promise<number> {
  const [version] = await environment.query(
    "SELECT FEATURES, RUN_ID FROM MODEL_VERSIONS WHERE MODEL = 'telco-churn' AND VERSION = 1",
  );
  const features: { name: string }[] = JSON.parse(version?.['FEATURES'] ?? '[]');
  const key = version?.['RUN_ID']?.replaceAll('-', '').slice(-12).toUpperCase();
  const call = `PREDICT_CHURN(${features.map(({ name }) => name).join(', ')})`;
  const [row] = await environment.query(
    `SELECT AVG(${call}) AS SHARE FROM FEATURES_TELCO_CHURN_${key} WHERE RATCHET_SPLIT = 'TEST'`,
  );
  return Number(row?.['SHARE']);
}
