import { describe, expect, it } from 'vitest';

import type { DataMeasurements } from '../../pipeline/data-measurements.js';
import type { FeaturesInput } from '../../pipeline/features.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';
import { evidenceWith } from '../support/evidence.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { requestWith } from '../support/retraining-request.js';
import { withRetraining } from '../support/retraining.js';
import { seenAfterEnd, stepStates } from '../support/seen-run.js';
import { evaluationOf, FEATURE_TABLE } from '../support/stub-activities.js';

const { spec } = requestWith();

/** A run on data of whose 7,043 rows `below` charge less than nothing. */
function runOn(below: number, on: 'reject' | 'warn') {
  const schema = { columns: { CHARGES: { min: 0 } }, on };
  const gate = gatePolicySchema.parse({ rules: { roc_auc: { min: 0.75 } }, checks: { schema } });
  const charges = { kind: 'number', nulls: 0, below: { min: 0, rows: below } } as const;
  const measured: DataMeasurements = { rows: 7_043, columns: { CHARGES: charges } };
  const request = requestWith({ spec: { ...spec, gate } });
  const evaluation = evaluationOf(evidenceWith({ data: measured }));
  const pipeline = new NotedPipeline({
    buildFeatures: () => Promise.resolve({ ...FEATURE_TABLE, measured, sameAsVersion: 3 }),
    evaluateCandidate: () => Promise.resolve(evaluation),
  });
  return { request, pipeline };
}

const REASON = 'CHARGES has 12 rows below 0.';

describe('retrainModel, of data that break the policy', () => {
  it('ends as REJECTED before anything is trained', async () => {
    const { request, pipeline } = runOn(12, 'reject');

    const { outcome, seen } = await withRetraining(
      { request, activities: pipeline.activities, shape: 'data-refused' },
      async (handle) => ({ outcome: await handle.result(), seen: await seenAfterEnd(handle) }),
    );

    expect(outcome).toMatchObject({
      kind: 'REJECTED',
      evidence: null,
      reasons: [REASON],
      verdict: { kind: 'rejected', results: [{ subject: 'column CHARGES', candidate: 12 }] },
    });
    expect(pipeline.steps).toEqual(['stageSource', 'buildFeatures']);
    expect(pipeline.decisions).toMatchObject([
      { verdict: { kind: 'rejected', reasons: [REASON] }, evidenceDigest: null },
    ]);
    expect(pipeline.ends).toMatchObject([
      { state: 'REJECTED', step: 'features', version: null, reasons: [REASON] },
    ]);
    expect(stepStates(seen.progress)).toContain('training skipped');
    expect(seen.progress.verdict).toMatchObject({ kind: 'rejected' });
    expect(seen.attributes).toMatchObject({ MlOutcome: 'REJECTED', MlStep: 'features' });
    expect(seen.details).toMatch(/\| column CHARGES\s+\| 12\s.*✘ rejected/);
    expect(seen.details).toContain(`- ${REASON}\n\n\`PREDICT_CHURN\` is as it was.`);
  });

  it('tells a warning beside what the gate judged', async () => {
    const { request, pipeline } = runOn(12, 'warn');

    const { outcome, seen } = await withRetraining(
      { request: { ...request, force: true }, activities: pipeline.activities },
      async (handle) => ({ outcome: await handle.result(), seen: await seenAfterEnd(handle) }),
    );

    expect(outcome).toMatchObject({ kind: 'PROMOTED', verdict: { kind: 'passed' } });
    expect(seen.progress.verdict?.results).toContainEqual(
      expect.objectContaining({ subject: 'column CHARGES', result: 'warned', reason: REASON }),
    );
  });

  it('says that nothing changed when the data keep to it', async () => {
    const { request, pipeline } = runOn(0, 'reject');

    const outcome = await withRetraining({ request, activities: pipeline.activities }, (handle) =>
      handle.result(),
    );

    expect(outcome).toMatchObject({ kind: 'NO_CHANGE', version: 3 });
  });
});

describe('retrainModel, with a hold-out that rotates', () => {
  it('splits with the period in which the run was started', async () => {
    const inputs: FeaturesInput[] = [];
    const pipeline = new NotedPipeline({
      buildFeatures: (input) => {
        inputs.push(input);
        return Promise.resolve(FEATURE_TABLE);
      },
    });
    const request = requestWith({ spec: { ...spec, split: { ...spec.split, rotate: 'monthly' } } });

    const startedAt = await withRetraining(
      { request, activities: pipeline.activities },
      async (handle) => {
        await handle.result();
        return (await handle.describe()).startTime;
      },
    );

    const month = startedAt.toISOString().slice(0, 7);
    expect(inputs.map(({ splitSalt }) => splitSalt)).toEqual([`ratchet@${month}`]);
  });
});
