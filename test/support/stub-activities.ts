import type { PipelineActivities } from '../../pipeline/activities.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { FeatureTable } from '../../pipeline/features.js';
import type { Evaluation } from '../../pipeline/gate.js';
import type { Publication } from '../../pipeline/publication.js';
import type { RolledBack } from '../../pipeline/rollback.js';
import type { StagedSources } from '../../pipeline/staging.js';
import type { Candidate } from '../../pipeline/training.js';
import { evidenceWith } from './evidence.js';

const STAGED: StagedSources = {
  tables: [
    {
      source: 'customers',
      table: 'STG_TELCO_CHURN_0123456789AB_CUSTOMERS',
      columns: ['CUSTOMERID', 'CHURNVALUE', 'TENUREMONTHS'],
      rows: 7043,
      fingerprint: '-7719223409120347721',
    },
  ],
  queryIds: ['01b2c3d4-0001'],
};

export const FEATURE_TABLE: FeatureTable = {
  table: 'FEATURES_TELCO_CHURN_0123456789AB',
  features: [
    { name: 'TENUREMONTHS', kind: 'number' },
    { name: 'CONTRACT', kind: 'text' },
  ],
  rows: { TRAIN: 4930, VALIDATION: 704, TEST: 1409 },
  snapshot: '8412093312',
  sameAsVersion: null,
  queryIds: ['01b2c3d4-0002', '01b2c3d4-0003'],
};

export const CANDIDATE: Candidate = {
  artifact: '@RATCHET_ARTIFACTS/telco-churn/0123456789ab/aaaa/',
  artifactSha256: 'a'.repeat(64),
  artifactBytes: 5_242_880,
  metrics: { train: { roc_auc: 0.91 }, validation: { roc_auc: 0.8012 } },
  packages: { 'scikit-learn': '1.9.1' },
  python: '3.11',
  trainingMs: 1800,
  queryId: '01b2c3d4-0004',
};

export function evaluationOf(evidence: Evidence): Evaluation {
  return {
    evidence,
    evidenceDigest: 'e'.repeat(64),
    championFence: evidence.champion?.fence ?? 0,
    queryId: '01b2c3d4-0005',
  };
}

export const PUBLISHED: Publication = {
  kind: 'published',
  version: 1,
  previousVersion: null,
  fence: 1,
  functionName: 'PREDICT_CHURN',
  probabilityFunctionName: 'PREDICT_CHURN_PROBA',
  versionedFunctionName: 'PREDICT_CHURN__V1_0123456789AB',
  queryIds: ['01b2c3d4-0006', '01b2c3d4-0007'],
};

export const ROLLED_BACK: RolledBack = {
  kind: 'rolled-back',
  version: 2,
  previousVersion: 3,
  fence: 4,
  functionName: 'PREDICT_CHURN',
  probabilityFunctionName: 'PREDICT_CHURN_PROBA',
  argumentsDiffer: false,
  queryIds: ['01b2c3d4-0008', '01b2c3d4-0009'],
};

/** The Activities of a first run on telco-churn in which everything goes well, but for `overrides`. */
export function stubActivities(overrides: Partial<PipelineActivities> = {}): PipelineActivities {
  return {
    stageSource: () => Promise.resolve(STAGED),
    buildFeatures: () => Promise.resolve(FEATURE_TABLE),
    trainCandidate: () => Promise.resolve(CANDIDATE),
    evaluateCandidate: () => Promise.resolve(evaluationOf(evidenceWith())),
    recordDecision: () => Promise.resolve(),
    publishUdf: () => Promise.resolve(PUBLISHED),
    recordOutcome: () => Promise.resolve(),
    writeReport: () =>
      Promise.resolve({ location: '@RATCHET_ARTIFACTS/telco-churn/0123456789ab/report/' }),
    ...overrides,
  } satisfies PipelineActivities;
}
