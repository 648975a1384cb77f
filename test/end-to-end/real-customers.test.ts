import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { featureTable } from '../../pipeline/object-names.js';
import {
  runPython,
  startTestEnvironment,
  type TestEnvironment,
} from '../support/dev-environment.js';
import { copyModels, type ModelCopies } from '../support/model-copies.js';
import { promoted, runModel, type JudgedOutcome } from '../support/model-runs.js';

/** IBM's telco churn sample, 7,043 customers; it is not part of the repository. */
const CUSTOMERS = resolve('..', 'shared', 'telco', 'raw_data.parquet');
const isThere = existsSync(CUSTOMERS);

const plainSchema = z.object({
  roc_auc: z.number(),
  predictions: z.record(z.string(), z.number()),
});

describe.skipIf(!isThere)(
  `telco-churn on 7,043 real customers (${isThere ? 'found' : `no ${CUSTOMERS}`})`,
  () => {
    let environment: TestEnvironment;
    let models: ModelCopies;
    let outcome: Extract<JudgedOutcome, { readonly kind: 'PROMOTED' }>;
    let plain: z.output<typeof plainSchema>;

    beforeAll(async () => {
      models = copyModels();
      environment = await startTestEnvironment();
      const folder = models.folder('telco-churn');
      const sources = ['customers', 'services', 'billing'].map((name) => `${name}=${CUSTOMERS}`);
      const options = sources.flatMap((source) => ['--source', source]);
      outcome = promoted(await runModel(environment.address, folder, ...options));
      plain = await plainScikitLearn(folder);
    });
    afterAll(async () => {
      await environment.stop();
      models.remove();
    });

    async function plainScikitLearn(folder: string): Promise<z.output<typeof plainSchema>> {
      const directory = mkdtempSync(join(tmpdir(), 'ratchet-artifact-'));
      const [version] = await environment.query('SELECT ARTIFACT FROM MODEL_VERSIONS');
      await environment.session.execute(
        `GET ${version?.['ARTIFACT']}model.joblib 'file://${directory}'`,
      );
      const params = JSON.stringify({ n_estimators: 200, min_samples_leaf: 5 });
      const script = resolve('python', 'tests', 'plain_scikit_learn.py');
      const text = await runPython(
        script,
        CUSTOMERS,
        folder,
        params,
        join(directory, 'model.joblib'),
      );
      rmSync(directory, { recursive: true });
      return plainSchema.parse(JSON.parse(text));
    }

    it('scores within 0.01 of plain scikit-learn on the same split', () => {
      expect(outcome.evidence.candidate.metrics['roc_auc']).toBeGreaterThan(plain.roc_auc - 0.01);
      expect(outcome.evidence.candidate.metrics['roc_auc']).toBeLessThan(plain.roc_auc + 0.01);
    });

    it('predicts for every customer what scikit-learn predicts', async () => {
      const [version] = await environment.query('SELECT FEATURES FROM MODEL_VERSIONS');
      const features: { name: string }[] = JSON.parse(version?.['FEATURES'] ?? '[]');
      const call = `PREDICT_CHURN(${features.map(({ name }) => name).join(', ')})`;
      const table = featureTable({ id: outcome.runId, model: outcome.model });

      const rows = await environment.query(`SELECT CUSTOMERID, ${call} AS PREDICTED FROM ${table}`);

      expect(rows).toHaveLength(7043);
      expect(
        Object.fromEntries(rows.map((row) => [row['CUSTOMERID'], Number(row['PREDICTED'])])),
      ).toEqual(plain.predictions);
    });
  },
);
