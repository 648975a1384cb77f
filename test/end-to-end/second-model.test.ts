import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  demoData,
  startTestEnvironment,
  type TestEnvironment,
} from '../support/dev-environment.js';
import { copyModels, type ModelCopies } from '../support/model-copies.js';
import { promoted, runModel } from '../support/model-runs.js';

let environment: TestEnvironment;
let models: ModelCopies;

beforeAll(async () => {
  models = copyModels();
  environment = await startTestEnvironment();
  await demoData('breast-cancer', '--out', join(models.folder('breast-cancer'), 'data'));
});
afterAll(async () => {
  await environment.stop();
  models.remove();
});

it('promotes a model about something else that is a folder and nothing more', async () => {
  const folder = models.folder('breast-cancer');
  const { evidence, publication } = promoted(await runModel(environment.address, folder));

  expect(publication).toMatchObject({ version: 1, functionName: 'PREDICT_MALIGNANT' });
  expect(evidence.candidate.metrics['roc_auc']).toBeGreaterThan(0.97);
  const [serving] = await environment.query("SHOW USER FUNCTIONS LIKE 'PREDICT_MALIGNANT'");
  expect(serving?.['arguments']).toMatch(/^PREDICT_MALIGNANT\((FLOAT, ){29}FLOAT\) RETURN FLOAT$/);
});

/** Writes a model folder over the data of breast-cancer; returns its path. */
function writeModel(name: string, yaml: string, featuresSql: string, estimator: string): string {
  const folder = models.folder(name);
  mkdirSync(folder);
  const common = `name: ${name}
entity: PATIENTID
sources: { patients: { files: ../breast-cancer/data/breast_cancer.csv } }
split: { test: 0.3, validation: 0.1 }
`;
  writeFileSync(join(folder, 'model.yaml'), `${common}${yaml}`);
  writeFileSync(join(folder, 'features.sql'), featuresSql);
  const [module, kind] = estimator.split(' ');
  writeFileSync(
    join(folder, 'train.py'),
    `from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from ${module} import ${kind}


def build(params):
    return make_pipeline(StandardScaler(), ${kind}(**params))
`,
  );
  return folder;
}

it('promotes a regression, compares the next one with it, and serves its values', async () => {
  const folder = writeModel(
    'smoothness',
    `task: regression
target: MEANSMOOTHNESS
training: { params: { alpha: 1 } }
gate: { rules: { r2: { min: 0.6, maxLoss: 0.05 }, rmse: { max: 1 } } }
publication: { function: PREDICT_SMOOTHNESS }
`,
    'SELECT * EXCLUDE (DIAGNOSIS) FROM {patients}',
    'sklearn.linear_model Ridge',
  );

  const first = promoted(await runModel(environment.address, folder));
  const second = promoted(await runModel(environment.address, folder, '--force'));

  expect(first.evidence).toMatchObject({ task: 'regression', champion: null });
  expect(second.publication).toMatchObject({ version: 2, previousVersion: 1 });
  expect(second.evidence.champion).toMatchObject({
    version: 1,
    metrics: first.evidence.candidate.metrics,
  });
  const [serving] = await environment.query("SHOW USER FUNCTIONS LIKE 'PREDICT_SMOOTHNESS'");
  expect(serving?.['arguments']).toMatch(/\) RETURN FLOAT$/);
});

it('promotes a model of several classes, and serves its labels', async () => {
  const folder = writeModel(
    'compactness',
    `task: multiclass
target: CLASS
training: { params: { max_iter: 1000 } }
gate: { rules: { accuracy: { min: 0.7 }, log_loss: { max: 0.8 } } }
publication: { function: PREDICT_COMPACTNESS }
`,
    `SELECT * EXCLUDE (DIAGNOSIS, MEANCOMPACTNESS, WORSTCOMPACTNESS, COMPACTNESSERROR),
  CASE WHEN MEANCOMPACTNESS < 0.08 THEN 'low' WHEN MEANCOMPACTNESS < 0.12 THEN 'middle' ELSE 'high' END AS CLASS
FROM {patients}`,
    'sklearn.linear_model LogisticRegression',
  );

  const { evidence, publication } = promoted(await runModel(environment.address, folder));

  expect(publication).toMatchObject({ version: 1, functionName: 'PREDICT_COMPACTNESS' });
  expect(Object.keys(evidence.labels ?? {})).toEqual(['high', 'low', 'middle']);
  const [serving] = await environment.query("SHOW USER FUNCTIONS LIKE 'PREDICT_COMPACTNESS'");
  expect(serving?.['arguments']).toMatch(/\) RETURN VARCHAR/);
});
