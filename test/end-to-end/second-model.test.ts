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
});
afterAll(async () => {
  await environment.stop();
  models.remove();
});

it('promotes a model about something else that is a folder and nothing more', async () => {
  const folder = models.folder('breast-cancer');
  await demoData('breast-cancer', '--out', join(folder, 'data'));

  const { evidence, publication } = promoted(await runModel(environment.address, folder));

  expect(publication).toMatchObject({ version: 1, functionName: 'PREDICT_MALIGNANT' });
  expect(evidence.candidate.metrics['roc_auc']).toBeGreaterThan(0.97);
  const [serving] = await environment.query("SHOW USER FUNCTIONS LIKE 'PREDICT_MALIGNANT'");
  expect(serving?.['arguments']).toMatch(/^PREDICT_MALIGNANT\((FLOAT, ){29}FLOAT\) RETURN FLOAT$/);
});
