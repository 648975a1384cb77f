import { describe, expect, it } from 'vitest';

import { listedRun } from '../../client/ledger/listed-run.js';
import { readJudged } from '../../client/ledger/judged.js';
import { decideGate } from '../../pipeline/decide-gate.js';
import { slicedMetric } from '../../pipeline/primary-metric.js';
import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { evidenceWith, policyOf } from '../support/evidence.js';
import { judgedRunOf } from '../support/judged-run.js';

const RULES = { roc_auc: { min: 0.75 }, accuracy: { min: 0.7 } };

describe('the primary metric', () => {
  it('is the one that the policy names first, though the ledger has its keys by the alphabet', () => {
    const judged = readJudged(judgedRunOf({ policy: policyOf(RULES) }));

    expect(Object.keys(judged.policy?.rules ?? {})).toEqual(['accuracy', 'roc_auc']);
    expect(listedRun(judged)).toMatchObject({ metric: 'roc_auc', score: 0.8043 });
  });

  it('is none of a run that has no decision on record', () => {
    const judged = readJudged(judgedRunOf({ run: { decision: null } }));

    expect(listedRun(judged)).toMatchObject({ metric: null, score: null });
  });
});

describe('the metric of slices', () => {
  const slice = { by: 'PLAN', value: 'a · b', rows: 400, entities: 400, champion: null };
  const evidence = evidenceWith({
    slices: [{ ...slice, candidate: { roc_auc: 0.8, accuracy: 0.71 } }],
  });

  function metricOf(policy: GatePolicy): string | null {
    const results = [...decideGate(evidence, policy).results];
    return slicedMetric({ policy, record: { results } }, evidence);
  }

  it('is the primary one, or else one that they were judged by', () => {
    const all = [{ by: 'PLAN', rules: { accuracy: { min: 0.7 }, roc_auc: { min: 0.7 } } }];
    const other = [{ by: 'PLAN', rules: { accuracy: { min: 0.7 } } }];
    const large = [{ by: 'PLAN', minimumRows: 500, rules: { accuracy: { min: 0.7 } } }];

    expect(metricOf(policyOf(RULES, { slices: all }))).toBe('roc_auc');
    expect(metricOf(policyOf(RULES, { slices: other }))).toBe('accuracy');
    expect(metricOf(policyOf(RULES, { slices: large }))).toBe('roc_auc');
  });
});
