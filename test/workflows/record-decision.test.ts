import { ApplicationFailure } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';

import type { PublicationInput } from '../../pipeline/publication.js';
import { evidenceOf } from '../support/evidence.js';
import { NotedPipeline } from '../support/noted-pipeline.js';
import { requestWith } from '../support/retraining-request.js';
import { withRetraining } from '../support/retraining.js';
import { evaluationOf, FEATURE_TABLE, PUBLISHED } from '../support/stub-activities.js';

const REFUSED = ApplicationFailure.nonRetryable('not granted', 'SnowflakeStatement');

describe('the decision of a run', () => {
  it('stands in the ledger before anything is published', async () => {
    const pipeline = new NotedPipeline({
      publishUdf: (input: PublicationInput) => {
        published.push({ input, decided: pipeline.decisions.length });
        return Promise.resolve(PUBLISHED);
      },
    });
    const published: { readonly input: PublicationInput; readonly decided: number }[] = [];
    const request = requestWith();

    await withRetraining(
      { request, activities: pipeline.activities, shape: 'promoted-decided' },
      (handle) => handle.result(),
    );

    expect(published).toMatchObject([{ input: { isDecisionRecorded: true }, decided: 1 }]);
    expect(pipeline.decisions).toMatchObject([
      {
        run: { model: 'telco-churn' },
        verdict: { kind: 'passed' },
        policy: request.spec.gate,
        policyDigest: request.policyDigest,
        evidenceDigest: 'e'.repeat(64),
        recipe: {
          codeDigest: 'c'.repeat(64),
          build: 'build',
          params: {},
          snapshot: FEATURE_TABLE.snapshot,
          features: FEATURE_TABLE.features,
          rows: { train: 4930, validation: 704, test: 1409 },
          python: '3.11',
          packages: { 'scikit-learn': '1.9.1' },
          artifactSha256: 'a'.repeat(64),
          trainingMs: 1800,
        },
      },
    ]);
    const steps = pipeline.decisions[0]?.recipe.steps ?? [];
    expect(steps.map(({ step }) => step)).toEqual(['staging', 'features', 'training', 'gate']);
    for (const { startedAt, endedAt } of steps) {
      expect(Date.parse(endedAt)).toBeGreaterThanOrEqual(Date.parse(startedAt));
    }
  });

  it.each([
    ['held', { roc_auc: 0.78 }],
    ['rejected', { roc_auc: 0.71 }],
  ] as const)('stands there too when it is %s', async (kind, scores) => {
    const evaluation = evaluationOf(evidenceOf(scores, { roc_auc: 0.8043 }));
    const pipeline = new NotedPipeline({ evaluateCandidate: () => Promise.resolve(evaluation) });

    const outcome = await withRetraining(
      { request: requestWith(), activities: pipeline.activities, shape: `${kind}-decided` },
      (handle) => handle.result(),
    );

    const reasons = 'reasons' in outcome ? outcome.reasons : [];
    expect(pipeline.decisions).toMatchObject([{ verdict: { kind, reasons } }]);
    expect(reasons).toHaveLength(1);
  });

  it('ends the run, and nothing is published, when the ledger does not take it', async () => {
    const pipeline = new NotedPipeline({ recordDecision: () => Promise.reject(REFUSED) });

    const result = await withRetraining(
      { request: requestWith(), activities: pipeline.activities, shape: 'undecided' },
      (handle) =>
        handle.result().then(
          () => 'completed',
          () => 'failed',
        ),
    );

    expect(result).toBe('failed');
    expect(pipeline.steps).not.toContain('publishUdf');
    expect(pipeline.ends).toMatchObject([
      { state: 'FAILED', step: 'gate', reasons: ['SnowflakeStatement: not granted'] },
    ]);
  });
});
