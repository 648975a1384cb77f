import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { statementsOf } from '../../demo/sql-script.js';
import type { RuleResult } from '../../pipeline/verdict.js';
import {
  runPython,
  startTestEnvironment,
  type TestEnvironment,
} from '../support/dev-environment.js';
import { copyModels, type ModelCopies } from '../support/model-copies.js';
import { judged, runModel, type EndedRun, type JudgedOutcome } from '../support/model-runs.js';

/** IBM's telco churn sample, 7,043 customers; it is not part of the repository. */
const CUSTOMERS = resolve('..', 'shared', 'telco', 'raw_data.parquet');
const isThere = existsSync(CUSTOMERS);
const ROWS = 100_000;

let environment: TestEnvironment;
let models: ModelCopies;
let quickstart: EndedRun;
let estimator: EndedRun;

describe.skipIf(!isThere)(
  `7,043 real customers drawn ${ROWS} times (${isThere ? 'found' : `no ${CUSTOMERS}`})`,
  () => {
    beforeAll(async () => {
      models = copyModels();
      environment = await startTestEnvironment();
      const file = await drawCustomers(models.folder('telco-churn-quickstart'));
      await createProcedure();
      readOneTable(models.folder('telco-churn'));
      [quickstart, estimator] = await Promise.all(
        ['telco-churn-quickstart', 'telco-churn'].map((model) =>
          runModel(environment.address, models.folder(model), '--source', `raw_data=${file}`),
        ),
      ).then(([first, second]) => [defined(first), defined(second)]);
    }, 280_000);
    afterAll(async () => {
      await environment.stop();
      models.remove();
    });

    it("rejects the quickstart's recipe, which reports 0.99 of itself, for leakage", () => {
      const outcome = judged(quickstart);

      expect({ kind: outcome.kind, exitCode: quickstart.exitCode }).toEqual({
        kind: 'REJECTED',
        exitCode: 10,
      });
      expect(outcome.evidence.candidate.source).toBe('self-reported');
      expect(outcome.evidence.candidate.metrics['accuracy']).toBeGreaterThan(0.99);
      expect(resultOf(outcome, 'repeated_entities')).toMatchObject({
        result: 'rejected',
        reason: expect.stringMatching(
          /^7,0\d\d entities have several rows .*copies of one entity on both of its sides would explain what it reports \(accuracy 0\.99\d*\)\.$/,
        ),
      });
    });

    it('gives the honest score to a model that is split by customer', () => {
      const { evidence } = judged(estimator);

      expect(evidence.candidate.source).toBe('held-out');
      expect(evidence.rows.test + evidence.rows.validation + evidence.rows.train).toBe(ROWS);
      expect(Math.abs(Number(evidence.candidate.metrics['roc_auc']) - 0.8)).toBeLessThan(0.03);
      expect(evidence.candidate.metrics['accuracy']).toBeGreaterThan(0.74);
      expect(evidence.candidate.metrics['accuracy']).toBeLessThan(0.82);
    });

    it('keeps all copies of a customer on one side, and says how many look like another', () => {
      const outcome = judged(estimator);

      expect(outcome.evidence.leakage).toMatchObject({ entitiesOnBothSides: 0 });
      expect(outcome.evidence.leakage.entitiesWithSeveralRows).toBeGreaterThan(7_000);
      expect(resultOf(outcome, 'entity_overlap').result).toBe('passed');
      expect(resultOf(outcome, 'duplicate_rows')).toMatchObject({ result: 'passed' });
      expect(outcome.evidence.leakage.duplicateFeatureRowsShare).toBeGreaterThan(0);
      expect(outcome.kind).toBe('PROMOTED');
    });
  },
);

async function drawCustomers(folder: string): Promise<string> {
  mkdirSync(join(folder, 'data'));
  const file = join(folder, 'data', 'raw_data.parquet');
  const script = resolve('python', 'tests', 'resample.py');
  await runPython(script, CUSTOMERS, file, String(ROWS), '0');
  return file;
}

async function createProcedure(): Promise<void> {
  const script = readFileSync(
    join(models.folder('telco-churn-quickstart'), 'procedure.sql'),
    'utf8',
  );
  for (const statement of statementsOf(script)) await environment.session.execute(statement);
}

/** Joined to themselves by customer, rows that repeat would multiply: the features come from one table. */
function readOneTable(folder: string): void {
  change(join(folder, 'model.yaml'), [
    [/sources:\n[\s\S]*?\n\n/, 'sources:\n  raw_data:\n    files: data/raw_data.parquet\n\n'],
  ]);
  change(join(folder, 'features.sql'), [
    [/\b(customers|services|billing)\.(?=[A-Z])/g, ''],
    [/FROM \{customers\}[\s\S]*/, 'FROM {raw_data}\n'],
  ]);
}

function change(file: string, replacements: readonly (readonly [RegExp, string])[]): void {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of replacements) {
    if (!from.test(text)) throw new Error(`${file} has nothing like ${from.source}`);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
}

function resultOf({ verdict }: JudgedOutcome, subject: RuleResult['subject']): RuleResult {
  return defined(verdict.results.find((result) => result.subject === subject));
}

function defined<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('it is missing');
  return value;
}
