import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { scoresTable } from '../../pipeline/object-names.js';
import { runChain, untilTraining } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { createCustomers, smallRequest } from '../support/small-model.js';

let place: ActivityPlace;

/** Several trainings run one after the other here. */
const WITHIN_MS = 240_000;

beforeAll(async () => {
  place = await openActivityPlace('TASKS');
  await createCustomers(place);
  await place.query(
    'CREATE TABLE BILLS AS SELECT CUSTOMERID, CHARGES, CHURNVALUE, ' +
      "IFF(CONTRACT = 'Month', 20, 70) + CHARGES / 10 + MOD(CUSTOMERID::INT, 7) AS BILL, " +
      "CASE WHEN CHARGES < 120 THEN 'basic' WHEN CHARGES < 260 THEN 'plus' ELSE 'all' END AS PLAN, CONTRACT " +
      'FROM CUSTOMERS',
  );
});
afterAll(() => place.close());

const TREE = (kind: string) => `from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import ${kind}


def build(params):
    columns = make_column_transformer((OneHotEncoder(), ["CONTRACT"]), remainder="passthrough")
    return make_pipeline(columns, ${kind}(random_state=0, **params))
`;

const BILL = 'SELECT CUSTOMERID, BILL, CHARGES, CONTRACT, CHURNVALUE FROM {customers}';
const PLAN = 'SELECT CUSTOMERID, PLAN, CHARGES, CONTRACT, CHURNVALUE FROM {customers}';

function billRequest(params: Readonly<Record<string, number>>) {
  return smallRequest(
    {
      name: 'small-bill',
      task: 'regression',
      target: 'BILL',
      sources: { customers: { table: 'BILLS' } },
      training: { params },
      gate: { rules: { r2: { min: 0.5, maxLoss: 0.2 }, mae: { max: 10, requiredGain: 0 } } },
      publication: { function: 'PREDICT_BILL' },
    },
    { 'features.sql': BILL, 'train.py': TREE('DecisionTreeRegressor') },
  );
}

function planRequest(depth: number) {
  return smallRequest(
    {
      name: 'small-plan',
      task: 'multiclass',
      target: 'PLAN',
      sources: { customers: { table: 'BILLS' } },
      training: { params: { max_depth: depth, min_samples_leaf: 40 } },
      gate: { rules: { accuracy: { min: 0.6 }, f1_macro: { min: 0.5 } } },
      publication: { function: 'PREDICT_PLAN' },
    },
    { 'features.sql': PLAN, 'train.py': TREE('DecisionTreeClassifier') },
  );
}

async function rowsOf(sql: string): Promise<Record<string, string | null>> {
  const [row = {}] = await place.query(sql);
  return row;
}

describe('the steps of a regression', () => {
  it(
    'promote a function that gives values, and hold what is worse than it',
    async () => {
      const run = newRun('small-bill');
      const { evaluation, publication } = await runChain(place, run, billRequest({ max_depth: 6 }));

      expect(publication).toMatchObject({ kind: 'published', version: 1 });
      const { evidence } = evaluation;
      expect(evidence).toMatchObject({ task: 'regression', champion: null });
      expect(evidence).not.toHaveProperty('classes');
      expect(Object.keys(evidence.candidate.metrics).toSorted()).toEqual([
        'mae',
        'mape',
        'median_ae',
        'r2',
        'rmse',
      ]);
      expect(evidence.baseline.metrics['mae']).toBeGreaterThan(10);
      const scored = await rowsOf(
        'SELECT COUNT(*) AS N, COUNT(DISTINCT "RATCHET_PREDICTION") AS "VALUES", ' +
          'MAX(ABS(PREDICT_BILL(CHARGES, CONTRACT, CHURNVALUE) - "RATCHET_PREDICTION")) AS FAR, ' +
          'COUNT(PREDICT_BILL_PROBA(CHARGES, CONTRACT, CHURNVALUE)) AS PROBABILITIES ' +
          `FROM "${scoresTable(run)}"`,
      );
      expect(Number(scored['FAR'])).toBeLessThan(1e-9);
      expect(Number(scored['VALUES'])).toBeGreaterThan(5);
      expect(scored['PROBABILITIES']).toBe('0');

      const worse = await runChain(place, newRun('small-bill'), billRequest({ max_depth: 1 }));

      expect(worse.verdict).toMatchObject({ kind: 'held' });
      expect(worse.evaluation.evidence.champion).toMatchObject({
        version: 1,
        metrics: evidence.candidate.metrics,
      });
      expect(worse.evaluation.evidence.comparison?.['mae']?.probabilityBetter).toBeLessThan(0.05);
    },
    WITHIN_MS,
  );

  it('refuse a target that is no number', async () => {
    const request = smallRequest(
      { task: 'regression', target: 'CONTRACT', gate: { rules: { r2: { min: 0.5 } } } },
      { 'train.py': TREE('DecisionTreeRegressor') },
    );

    await expect(untilTraining(place, newRun('small-churn'), request)).rejects.toThrow(
      'The target CONTRACT is a column of kind text, expected a number for task: regression.',
    );
  });

  it('refuse a feature that is the target', async () => {
    const request = billRequest({});
    const sql = 'SELECT *, BILL AS LAST_BILL FROM {customers}';
    const changed = smallRequest(
      { ...request.spec, target: 'BILL' },
      { ...request.code, 'features.sql': sql },
    );

    await expect(untilTraining(place, newRun('small-bill'), changed)).rejects.toThrow(
      'say the same as the target BILL in every row: LAST_BILL',
    );
  });
});

describe('the steps of a model of several classes', () => {
  it(
    'promote a function that gives labels, and their probabilities',
    async () => {
      const run = newRun('small-plan');
      const { evaluation, publication } = await runChain(place, run, planRequest(3));

      expect(publication).toMatchObject({ kind: 'published', version: 1 });
      const { evidence } = evaluation;
      expect(Object.keys(evidence.labels ?? {})).toEqual(['all', 'basic', 'plus']);
      expect(Object.values(evidence.labels ?? {}).reduce((sum, rows) => sum + rows, 0)).toBe(
        evidence.rows.test,
      );
      const asked = await rowsOf(
        'SELECT COUNT(*) AS N, ' +
          'COUNT(IFF(PREDICT_PLAN(CHARGES, CONTRACT, CHURNVALUE) = "RATCHET_PREDICTION", 1, NULL)) AS SAME, ' +
          'MIN(PREDICT_PLAN_PROBA(CHARGES, CONTRACT, CHURNVALUE)) AS LEAST ' +
          `FROM "${scoresTable(run)}"`,
      );
      expect(asked['SAME']).toBe(asked['N']);
      const serving = await rowsOf("SHOW USER FUNCTIONS LIKE 'PREDICT_PLAN'");
      expect(serving['arguments']).toMatch(/\) RETURN VARCHAR$/);
      // The likeliest of three labels has more than a third.
      expect(Number(asked['LEAST'])).toBeGreaterThan(1 / 3);

      const next = await runChain(place, newRun('small-plan'), planRequest(2));

      // On the shares of the rows that the live version was trained on.
      expect(evidence.labelRate?.shares).toHaveProperty('basic');
      expect(next.evaluation.evidence.liveLabelShares).toEqual({
        version: 1,
        shares: evidence.labelRate?.shares,
      });
      expect(next.verdict.results).toContainEqual(
        expect.objectContaining({
          subject: 'label_rate',
          reason: expect.stringContaining('of the rows that version 1 was trained on'),
        }),
      );
    },
    WITHIN_MS,
  );

  it('refuse a target with a label for nearly every row', async () => {
    const request = smallRequest(
      { task: 'multiclass', target: 'CHARGES', gate: { rules: { accuracy: { min: 0.5 } } } },
      { 'train.py': TREE('DecisionTreeClassifier') },
    );

    await expect(untilTraining(place, newRun('small-churn'), request)).rejects.toThrow(
      'gives more than 100 different labels of the target CHARGES. Group them, or predict a number',
    );
  });
});

describe('the steps of a model with costs and a metric of its own', () => {
  it(
    'judge and serve the decision at the threshold that was chosen on validation',
    async () => {
      const run = newRun('small-churn');
      const request = smallRequest(
        {
          split: { test: 0.3, validation: 0.3 },
          gate: {
            cost: { falsePositive: 1, falseNegative: 20 },
            metrics: { caught: { direction: 'higher', lowest: 0, highest: 1 } },
            rules: { cost: { max: 1 }, caught: { min: 0.9 } },
          },
        },
        {
          'metrics.py':
            'def caught(actual, predicted, probability):\n' +
            '    return predicted[actual == 1].mean()\n',
        },
      );
      const { evaluation, publication, candidate } = await runChain(place, run, request);

      expect(publication).toMatchObject({ kind: 'published', version: 1 });
      const { threshold = 1, candidate: judged } = evaluation.evidence;
      expect(threshold).toBeLessThan(0.5);
      expect(judged.metrics['caught']).toBe(judged.metrics['recall']);
      expect(candidate.metrics.validation?.['caught']).toBeGreaterThan(0.5);
      const asked = await rowsOf(
        'SELECT COUNT(*) AS N, COUNT(IFF(PREDICT_SMALL(CHARGES, CONTRACT) = ' +
          `IFF(PREDICT_SMALL_PROBA(CHARGES, CONTRACT) >= ${threshold}, 1, 0), 1, NULL)) AS SAME ` +
          `FROM "${scoresTable(run)}"`,
      );
      expect(asked['SAME']).toBe(asked['N']);
    },
    WITHIN_MS,
  );
});
