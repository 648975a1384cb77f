import { resolve } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';

import { textDigest } from '../activities/content-digest.js';
import { createActivities } from '../activities/index.js';
import type { Statement, StatementOutcome, TextRow } from '../activities/snowflake/statement.js';
import type { Warehouse } from '../activities/snowflake/warehouse.js';
import { codeDigest, jsonDigest } from '../client/digests.js';
import { modelSpecSchema } from '../pipeline/model-spec.js';
import type { Evidence } from '../pipeline/evidence.js';
import type { RetrainingPlan } from '../pipeline/plan.js';
import type { RetrainingRequest } from '../pipeline/retraining-request.js';
import { evidenceWith } from './support/evidence.js';
import { requestWith } from './support/retraining-request.js';

function request(changes: object = {}, code?: Record<string, string>): RetrainingRequest {
  const base = requestWith();
  const files = code ?? { ...base.code };
  const spec = modelSpecSchema.parse({
    name: 'telco-churn',
    entity: 'CUSTOMERID',
    target: 'CHURNVALUE',
    sources: { customers: { table: 'RAW_DATA' } },
    features: 'features.sql',
    gate: { rules: { roc_auc: { min: 0.75, suspiciousAbove: 0.95, maxLoss: 0.01 } } },
    publication: { function: 'PREDICT_CHURN' },
    ...changes,
  });
  const policyDigest = jsonDigest(spec.gate);
  return { ...base, spec, code: files, codeDigest: codeDigest(files), policyDigest };
}

function untouched(): Promise<never> {
  return Promise.reject(new Error('the plan touched Snowflake or Temporal'));
}

/** What the ledger answers where version 3 is live, by what is asked. */
const LIVE: readonly (readonly [RegExp, TextRow])[] = [
  [
    /^SELECT "L"\."FENCE"/,
    {
      FENCE: '4',
      VERSION: '3',
      SERVING_FUNCTION: 'PREDICT_CHURN',
      VERSION_RUN_ID: 'run-of-3',
      ARTIFACT: '@RATCHET_ARTIFACTS/telco-churn/3/',
      ARTIFACT_SHA256: 'a'.repeat(64),
      SNAPSHOT: 'of then',
      RECIPE_DIGEST: 'of then',
      POLICY_DIGEST: 'of then',
      EVIDENCE_DIGEST: 'of then',
      FEATURES: '[{"name":"TENURE","kind":"number"}]',
      FUNCTION_NAME: 'PREDICT_CHURN__V3_RUN',
      PROBABILITY_FUNCTION_NAME: 'PREDICT_CHURN__V3_RUN_PROBA',
      TASK: null,
    },
  ],
  [/^SELECT "LAST_VERSION"/, { LAST_VERSION: '5' }],
  [/^SELECT "EVIDENCE"/, evidenceRow(evidenceWith({ runId: 'run-of-3' }))],
];

function evidenceRow(evidence: Evidence): TextRow {
  const text = JSON.stringify(evidence);
  return { EVIDENCE: text, EVIDENCE_DIGEST: textDigest(text) };
}

/** Plans on a Worker whose Snowflake holds this ledger, takes nothing but questions about it, and has no Temporal. */
function plan(of: RetrainingRequest, ledger: typeof LIVE = []): Promise<RetrainingPlan> {
  const execute = ({ sql }: Statement): Promise<StatementOutcome> => {
    if (!sql.startsWith('SELECT ')) return untouched();
    const row = ledger.find(([asked]) => asked.test(sql))?.[1];
    return Promise.resolve({
      queryId: 'Q',
      rows: row === undefined ? [] : [row],
      changedRows: null,
    });
  };
  const warehouse: Warehouse = {
    database: 'DATABASE',
    schema: 'SCHEMA',
    execute,
    select: untouched,
    upload: untouched,
    cancel: untouched,
  };
  const activities = createActivities({
    snowflake: { withWarehouse: (_, work) => work(warehouse) },
    workflows: { stateOf: untouched },
    handlersDirectory: resolve('python', 'handlers'),
  });
  // What fails is told by what it throws.
  const logger = new DefaultLogger('ERROR', () => undefined);
  return new MockActivityEnvironment(undefined, { logger }).run(() =>
    activities.planRetraining(of),
  );
}

function objectsOf({ objects }: RetrainingPlan, kind: string): string[] {
  return objects.filter((one) => one.kind === kind).map(({ name }) => name);
}

describe('planRetraining', () => {
  it('tells the statements of all steps in their order, and what they make', async () => {
    const planned = await plan(request());

    const steps = planned.statements.map(({ step }) => step);
    const inOrder = ['staging', 'features', 'training', 'gate', 'publication', 'end'];
    expect([...new Set(steps)]).toEqual(inOrder);
    expect(steps).toEqual(steps.toSorted((a, b) => inOrder.indexOf(a) - inOrder.indexOf(b)));
    expect(objectsOf(planned, 'TABLE')).toEqual(
      expect.arrayContaining([
        'RUNS',
        'DECISIONS',
        'STG_TELCO_CHURN_THIS_RUN_CUSTOMERS',
        'FEATURES_TELCO_CHURN_THIS_RUN',
      ]),
    );
    expect(objectsOf(planned, 'FUNCTION')).toEqual([
      'PREDICT_CHURN__V1_THIS_RUN',
      'PREDICT_CHURN__V1_THIS_RUN_PROBA',
    ]);
    expect(objectsOf(planned, 'PROCEDURE').map((name) => name.split('_')[1])).toEqual([
      'TRAIN',
      'EVALUATE',
      'CLAIM',
      'SWITCH',
      'SERVE',
    ]);
  });

  it('shows the very SELECT of features.sql, and the files that are uploaded', async () => {
    const { statements } = await plan(request());

    const sql = statements.map((statement) => statement.sql);
    expect(sql).toContainEqual(
      expect.stringContaining('SELECT * FROM "STG_TELCO_CHURN_THIS_RUN_CUSTOMERS"'),
    );
    expect(sql).toContainEqual(
      expect.stringMatching(/^PUT 'file:\/\/.*\/train\.py' @RATCHET_CODE/),
    );
  });

  it('takes the fence before the CALL that trains, as a run does', async () => {
    const { statements } = await plan(request());

    const training = statements.filter(({ step }) => step === 'training');
    const at = (start: string) => training.findIndex(({ sql }) => sql.startsWith(start));
    expect(at('MERGE INTO "TRAININGS"')).toBeGreaterThan(0);
    expect(at('CALL "RATCHET_TRAIN_')).toBeGreaterThan(at('MERGE INTO "TRAININGS"'));
  });

  it('plans a procedure of the team with features in Snowpark', async () => {
    const training = {
      procedure: 'TRAIN_CHURN',
      artifact: '@MODELS/model.joblib',
      metrics: { accuracy: 'score' },
    };
    const gate = { rules: { accuracy: { min: 0.7 } } };
    const code = { 'features.py': 'def build(session, tables): ...' };
    const sources = { customers: { stage: '@LANDING/day=1/' } };

    const planned = await plan(request({ training, gate, sources, features: 'features.py' }, code));

    const calls = planned.statements.filter(({ sql }) => sql.startsWith('CALL'));
    expect(calls.map(({ sql }) => sql.split('(')[0]?.replace(/_[0-9A-F]{12}"/, '"'))).toEqual([
      'CALL "RATCHET_FEATURES"',
      'CALL "TRAIN_CHURN"',
      'CALL "RATCHET_ADOPT"',
      'CALL "RATCHET_EVALUATE"',
      'CALL "RATCHET_CLAIM"',
      'CALL "RATCHET_SWITCH"',
      'CALL "RATCHET_SERVE"',
    ]);
  });

  it.each<[string, object]>([
    ['several labels', { task: 'multiclass', gate: { rules: { f1_macro: { min: 0.5 } } } }],
    ['a number', { task: 'regression', gate: { rules: { r2: { min: 0.5 }, mae: { max: 3 } } } }],
    [
      'slices, costs and checks',
      {
        gate: {
          rules: { roc_auc: { min: 0.75 }, cost: { max: 2 } },
          cost: { falsePositive: 1, falseNegative: 5 },
          slices: [{ by: 'CONTRACT', rules: { roc_auc: { min: 0.7 } } }],
          checks: {
            schema: {
              columns: {
                CONTRACT: { values: ['One year', 'Two year'], maxNullShare: 0 },
                TENURE: { min: 0, max: 100 },
              },
            },
            rowCount: {},
            freshness: { source: 'customers', column: 'SEEN', olderThan: '7d' },
            drift: { features: { TENURE: { psiAbove: 0.5 } }, on: 'reject' },
            singleFeature: {},
            calibration: { on: 'reject' },
            copiedRows: {},
            goldenRows: { on: 'reject' },
            labelRate: { on: 'reject' },
            looks: { on: 'reject' },
            duplicateRows: {},
          },
        },
      },
    ],
    [
      'every check that several labels may have',
      {
        task: 'multiclass',
        gate: {
          rules: { f1_macro: { min: 0.5 } },
          checks: {
            copiedRows: {},
            singleFeature: {},
            identifier: { on: 'reject' },
            drift: { on: 'reject' },
            calibration: { on: 'reject' },
            goldenRows: { on: 'reject' },
            looks: { on: 'reject' },
          },
        },
      },
    ],
    [
      'several labels',
      {
        task: 'multiclass',
        gate: { rules: { f1_macro: { min: 0.5 } }, checks: { labelRate: { on: 'reject' } } },
      },
    ],
    [
      'candidates side by side',
      { training: { candidates: { small: { params: { n: 1 } }, large: { params: { n: 9 } } } } },
    ],
    [
      'more against the champion than any candidate may give',
      {
        gate: {
          rules: { accuracy: { requiredGain: 0.3, requiredRelativeGain: 2, confidence: 0.99 } },
          slices: [{ by: 'CONTRACT', rules: { f1: { requiredGain: 0.4 } } }],
        },
      },
    ],
  ])(
    'plans a model with %s to its end, a first run and one with a champion',
    async (_, changes) => {
      for (const ledger of [[], LIVE]) {
        const { statements } = await plan(request(changes), ledger);

        expect(statements.at(-1)).toMatchObject({ step: 'end' });
        expect(statements.at(-1)?.sql).toMatch(/^REMOVE /);
      }
    },
  );

  it('looks at the rows of the run that was judged last, where no version is live', async () => {
    const ledger: typeof LIVE = [
      [/^SELECT "L"\."FENCE"/, { FENCE: '0', VERSION: null, VERSION_RUN_ID: null }],
      [/^SELECT "RUN_ID" FROM "EVIDENCE"/, { RUN_ID: 'run-rejected' }],
      [/^SELECT "EVIDENCE"/, evidenceRow(evidenceWith({ runId: 'run-rejected' }))],
    ];
    const gate = { rules: { roc_auc: { min: 0.75 } }, checks: { rowCount: { on: 'reject' } } };

    const { statements } = await plan(request({ gate }), ledger);

    expect(statements).toContainEqual(
      expect.objectContaining({ step: 'features', values: ['run-rejected'] }),
    );
    expect(statements.at(-1)).toMatchObject({ step: 'end' });
  });

  it('tells what the run takes the place of', async () => {
    const planned = await plan(request(), LIVE);

    expect(planned).toMatchObject({ version: 6, liveVersion: 3 });
    expect(objectsOf(planned, 'FUNCTION')).toContain('PREDICT_CHURN__V6_THIS_RUN');
    const call = planned.statements.find(({ sql }) => sql.startsWith('CALL "RATCHET_EVALUATE_'));
    expect(JSON.parse(String(call?.values[0]))).toMatchObject({
      champion: { version: 3, fence: 4, artifact: '@RATCHET_ARTIFACTS/telco-churn/3/' },
    });
  });

  it('refuses a gate that nothing can pass', async () => {
    const gate = { rules: { accuracy: { min: 0.9, max: 0.8 } } };

    await expect(plan(request({ gate }))).rejects.toThrow('No candidate can pass this gate');
  });

  it('has the values of a column measured once, however many entries it has', async () => {
    const gate = {
      rules: { roc_auc: { min: 0.75 } },
      slices: [
        { by: 'contract', rules: { roc_auc: { min: 0.7 } } },
        { by: 'CONTRACT', rules: { roc_auc: { min: 0.75 }, f1: { min: 0.5 } } },
      ],
    };

    const { statements } = await plan(request({ gate }));

    const call = statements.find(({ sql }) => sql.startsWith('CALL "RATCHET_EVALUATE_'));
    expect(JSON.stringify(call)).toContain(String.raw`\"slices\":[\"CONTRACT\"]`);
  });

  it('refuses what a run would refuse', async () => {
    const wrong = { ...request(), policyDigest: 'f'.repeat(64) };

    await expect(plan(wrong)).rejects.toMatchObject({ type: 'ModelFolder' });
  });
});
