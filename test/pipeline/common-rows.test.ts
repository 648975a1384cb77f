import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import type { Evidence } from '../../pipeline/evidence.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';
import type { Scores } from '../../pipeline/metrics.js';
import { evidenceWith } from '../support/evidence.js';

/** A champion of another split, on the 280 rows that neither has learnt from. */
function evidenceOf(own: Scores, theirs: Scores, changes: Partial<Evidence> = {}): Evidence {
  const common = { rows: 280, candidate: own };
  return evidenceWith({
    candidate: { source: 'held-out', metrics: { roc_auc: 0.8 } },
    champion: { version: 3, fence: 3, metrics: theirs, common },
    ...changes,
  });
}

function policyOf(rule: object, changes: object = {}) {
  return gatePolicySchema.parse({ rules: { roc_auc: rule }, ...changes });
}

describe('a champion of another split', () => {
  it('is compared by the scores on the common rows, and floors by those on all', () => {
    const policy = policyOf({ min: 0.75, maxLoss: 0.01 });

    const verdict = decideGate(evidenceOf({ roc_auc: 0.7 }, { roc_auc: 0.705 }), policy);

    expect(verdict.kind).toBe('passed');
    expect(verdict.results).toContainEqual(
      expect.objectContaining({
        subject: 'roc_auc',
        candidate: 0.7,
        champion: 0.705,
        result: 'passed',
        reason:
          'On the 280 held-out rows that were held out from version 3 too, roc_auc is 0.7, 0.005 worse than the 0.705 of version 3; at most 0.01 worse is asked for.',
      }),
    );
  });

  it('holds a candidate that is worse there, however good it is on all rows', () => {
    const policy = policyOf({ maxLoss: 0.01 });

    expect(decideGate(evidenceOf({ roc_auc: 0.7 }, { roc_auc: 0.72 }), policy).kind).toBe('held');
  });

  it.each([[null], ['NaN'], [undefined]] as const)(
    'holds a candidate whose score there is %s',
    (score) => {
      const own: Scores = score === undefined ? {} : { roc_auc: score };
      const verdict = decideGate(evidenceOf(own, { roc_auc: 0.1 }), policyOf({ maxLoss: 0.01 }));

      expect(verdict.kind).toBe('held');
    },
  );

  it('does not hold back for slices, whose common rows are few', () => {
    const slices = [{ by: 'CONTRACT', rules: { roc_auc: { min: 0.6, maxLoss: 0.01 } } }];
    const policy = policyOf({ min: 0.75 }, { slices });
    const slice = { by: 'CONTRACT', value: 'Two year', rows: 400, entities: 400, champion: null };
    const scored = (score: number) =>
      decideGate(
        evidenceOf(
          { roc_auc: 0.7 },
          { roc_auc: 0.7 },
          { slices: [{ ...slice, candidate: { roc_auc: score } }] },
        ),
        policy,
      );

    expect(scored(0.65).kind).toBe('passed');
    expect(scored(0.65).results).toContainEqual(
      expect.objectContaining({
        subject: 'slice CONTRACT = Two year · roc_auc',
        rule: 'maxLoss',
        result: 'not-judged',
      }),
    );
    expect(scored(0.55).kind).toBe('rejected');
  });
});
