import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  artifactLocation,
  codeLocation,
  featureTable,
  filesLocation,
  probabilityFunction,
  rawTable,
  scoresTable,
  sprocName,
  stagedTable,
  versionedFunction,
} from '../../pipeline/object-names.js';
import type { Run } from '../../pipeline/run.js';

function runOf(id: string, model = 'telco-churn'): Run {
  return {
    id,
    workflowId: `retrain-${model}`,
    model,
    trigger: 'manual',
    startedBy: 'ada',
    reason: null,
  };
}

const RUN = runOf('0199a4e2-7f00-7000-8000-0123456789ab');
const DIGEST = 'f00dfeed'.repeat(8);

describe('object names', () => {
  it.each([
    [rawTable(RUN, 'customers'), 'RAW_TELCO_CHURN_0123456789AB_CUSTOMERS'],
    [stagedTable(RUN, 'customers'), 'STG_TELCO_CHURN_0123456789AB_CUSTOMERS'],
    [featureTable(RUN), 'FEATURES_TELCO_CHURN_0123456789AB'],
    [scoresTable(RUN), 'SCORES_TELCO_CHURN_0123456789AB'],
    [filesLocation(RUN, 'customers'), '@RATCHET_FILES/telco-churn/0123456789ab/customers/'],
    [artifactLocation(RUN), '@RATCHET_ARTIFACTS/telco-churn/0123456789ab'],
    [codeLocation(DIGEST), '@RATCHET_CODE/f00dfeedf00dfeedf00dfeed/'],
    [sprocName('TRAIN', DIGEST), 'RATCHET_TRAIN_F00DFEEDF00D'],
    [probabilityFunction('PREDICT_CHURN'), 'PREDICT_CHURN_PROBA'],
    [versionedFunction('PREDICT_CHURN', 3, RUN), 'PREDICT_CHURN__V3_0123456789AB'],
  ])('%s', (name, expected) => {
    expect(name).toBe(expected);
  });

  it('differ between runs that began in the same millisecond', () => {
    const other = runOf('0199a4e2-7f00-7000-8000-0123456789ac');

    expect(featureTable(other)).not.toBe(featureTable(RUN));
  });

  it('fit into Snowflake for the longest model and source that a model file may name', () => {
    const model = fc.stringMatching(/^[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,20}){0,2}$/);
    const source = fc.stringMatching(/^[a-z][a-z0-9_]{0,40}$/);
    fc.assert(
      fc.property(fc.uuid(), model, source, (id, name, table) => {
        expect(stagedTable(runOf(id, name), table)).toMatch(/^[A-Z][A-Z0-9_]{0,254}$/);
      }),
    );
  });
});
