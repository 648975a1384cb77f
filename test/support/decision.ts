import type { DecisionInput } from '../../pipeline/decision.js';
import type { Run } from '../../pipeline/run.js';
import { policyOf } from './evidence.js';
import { RUN } from './run.js';

/** What recordDecision gets for a first candidate of telco-churn that passed, but for `changes`. */
export function decisionOf(
  run: Run = RUN,
  changes: Partial<Omit<DecisionInput, 'run'>> = {},
): DecisionInput {
  return {
    run,
    verdict: {
      kind: 'passed',
      results: [
        {
          subject: 'roc_auc',
          rule: 'at least 0.75',
          candidate: 0.8043,
          champion: null,
          result: 'passed',
          reason: 'roc_auc is 0.8043, at least 0.75.',
        },
      ],
    },
    policy: policyOf({ roc_auc: { min: 0.75 } }),
    policyDigest: 'd'.repeat(64),
    evidenceDigest: 'e'.repeat(64),
    recipe: {
      codeDigest: 'c'.repeat(64),
      params: { n_estimators: 200 },
      snapshot: '8412093312',
      features: [
        { name: 'TENUREMONTHS', kind: 'number' },
        { name: 'CONTRACT', kind: 'text' },
      ],
      rows: { train: 4930, validation: 704, test: 1409 },
      python: '3.11',
      packages: { 'scikit-learn': '1.9.1' },
      artifactSha256: 'a'.repeat(64),
      trainingMs: 1800,
      steps: [
        {
          step: 'staging',
          startedAt: '2026-11-24T19:22:00.000Z',
          endedAt: '2026-11-24T19:22:01.500Z',
        },
      ],
    },
    ...changes,
  };
}
