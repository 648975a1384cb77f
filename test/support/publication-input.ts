import type { PublicationInput } from '../../pipeline/publication.js';
import type { Run } from '../../pipeline/run.js';
import { evidenceWith } from './evidence.js';
import { requestWith } from './retraining-request.js';
import { evaluationOf, FEATURE_TABLE } from './stub-activities.js';

/** What publishUdf gets for a run that passed. */
export function publicationInput(run: Run): PublicationInput {
  const { spec, codeDigest, policyDigest } = requestWith();
  return {
    run,
    spec,
    featureTable: FEATURE_TABLE,
    candidate: {
      artifact: '@RATCHET_ARTIFACTS/telco-churn/0123456789ab/aaaa/',
      artifactSha256: 'a'.repeat(64),
      artifactBytes: 1,
      metrics: {},
      packages: { 'scikit-learn': '1.9.1' },
      python: '3.11',
      trainingMs: 1,
      queryId: '01b2c3d4-0004',
    },
    evaluation: evaluationOf(evidenceWith({ runId: run.id })),
    verdict: { kind: 'passed', results: [] },
    codeDigest,
    policyDigest,
    codeFiles: ['features.sql', 'train.py'],
  };
}
