import { describe, expect, it } from 'vitest';

import type { Evidence } from '../../pipeline/evidence.js';
import { gatePolicySchema, type GatePolicy } from '../../pipeline/gate-policy.js';
import { replayPolicy } from '../../pipeline/replay-policy.js';
import { evidenceOf, evidenceWith } from '../support/evidence.js';

function policy(changes: object): GatePolicy {
  return gatePolicySchema.parse({ rules: { roc_auc: { min: 0.75 } }, ...changes });
}

const OLD = policy({});

function slices(min: number) {
  return [{ by: 'CONTRACT', rules: { roc_auc: { min } } }];
}

function schema(min: number) {
  return { schema: { columns: { AGE: { min } } } };
}

function fresh(column: string, olderThan = '7d') {
  return { source: 'customers', column, olderThan };
}

/** What a policy says of evidence that was judged by OLD, and what of it was not measured. */
function replayed(evidence: Evidence, changes: object, judgedBy: GatePolicy | null = OLD) {
  const { kind, unmeasured } = replayPolicy(evidence, policy(changes), judgedBy);
  return [kind, unmeasured] as const;
}

describe('replayPolicy', () => {
  it('judges old evidence by another threshold, as the gate would', () => {
    const evidence = evidenceWith();

    expect(replayed(evidence, { rules: { roc_auc: { min: 0.8 } } })).toEqual(['passed', []]);
    expect(replayed(evidence, { rules: { roc_auc: { min: 0.81 } } })).toEqual(['rejected', []]);
    expect(
      replayed(evidenceOf({ roc_auc: 0.78 }, { roc_auc: 0.8 }), {
        rules: { roc_auc: { maxLoss: 0.01 } },
      }),
    ).toEqual(['held', []]);
  });

  it.each<[string, object, string]>([
    [
      'a metric',
      {
        rules: { roc_auc: { min: 0.7 }, profit: { min: 1 } },
        metrics: { profit: { direction: 'higher' } },
      },
      'profit',
    ],
    [
      'slices',
      { slices: [{ by: 'CONTRACT', rules: { roc_auc: { min: 0.7 } } }] },
      'slices by CONTRACT',
    ],
    ['single features', { checks: { singleFeature: {} } }, 'scores of single features'],
    ['identifiers', { checks: { identifier: { on: 'reject' } } }, 'identifiers'],
    ['drift that rejects', { checks: { drift: { on: 'reject' } } }, 'drift'],
    [
      'fresh rows',
      { checks: { freshness: { source: 'customers', column: 'SEEN', olderThan: '7d' } } },
      'the age of the newest row',
    ],
    ['rows', { checks: { rowCount: {} } }, 'the rows of the live version'],
    [
      'a contract',
      { checks: { schema: { columns: { AGE: { min: 0 } } } } },
      'columns, for these contracts',
    ],
    [
      'a score by a cost matrix',
      { rules: { cost: { max: 1 } }, cost: { falsePositive: 1, falseNegative: 5 } },
      'cost by this cost matrix',
    ],
    [
      'a score that a cost matrix moves',
      { rules: { accuracy: { min: 0.5 } }, cost: { falsePositive: 1, falseNegative: 5 } },
      'accuracy by this cost matrix',
    ],
  ])('cannot tell a verdict that asks for %s which nobody measured', (_, changes, what) => {
    expect(replayed(evidenceWith(), changes)).toEqual([null, [what]]);
  });

  it('cannot tell how sure a gain is that nobody sampled', () => {
    const evidence = evidenceOf({ roc_auc: 0.82 }, { roc_auc: 0.8 });
    const rules = { roc_auc: { min: 0.75, requiredGain: 0, confidence: 0.95 } };

    expect(replayed(evidence, { rules })).toEqual([null, ['how sure the gain of roc_auc is']]);
    expect(replayed(evidenceWith(), { rules })).toEqual(['passed', []]);
  });

  it('knows that a candidate is rejected whatever else was not measured', () => {
    const changes = { rules: { roc_auc: { min: 0.9 } }, checks: { drift: { on: 'reject' } } };

    expect(replayed(evidenceWith(), changes)).toEqual(['rejected', ['drift']]);
  });

  it('can tell a verdict when what is missing would only warn', () => {
    expect(replayed(evidenceWith(), { checks: { drift: {} } })).toEqual(['passed', ['drift']]);
  });

  it('judges what is missing as a fault when the policy of that time asked for it too', () => {
    const asked = policy({ rules: { roc_auc: { min: 0.75 }, f1: { min: 0.1 } } });
    const bySlices = { slices: slices(0.7) };

    expect(
      replayed(evidenceWith(), { rules: { roc_auc: { min: 0.7 }, f1: { min: 0.2 } } }, asked),
    ).toEqual(['rejected', []]);
    expect(replayed(evidenceWith(), bySlices, policy(bySlices))).toEqual(['rejected', []]);
  });

  it('judges slices, data and checks by what was measured of them', () => {
    const evidence = evidenceWith({
      slices: [
        {
          by: 'CONTRACT',
          value: 'One year',
          rows: 400,
          entities: 400,
          candidate: { roc_auc: 0.71 },
          champion: null,
        },
      ],
      drift: [{ feature: 'AGE', psi: 0.4 }],
      data: {
        rows: 7043,
        live: null,
        columns: { AGE: { kind: 'number', nulls: 0, below: { min: 0, rows: 3 } } },
      },
    });

    expect(replayed(evidence, { slices: slices(0.7) })).toEqual(['passed', []]);
    expect(replayed(evidence, { slices: slices(0.72) })).toEqual(['rejected', []]);
    expect(replayed(evidence, { checks: { drift: { on: 'reject' } } })).toEqual(['rejected', []]);
    expect(replayed(evidence, { checks: schema(0) })).toEqual(['rejected', []]);
    expect(replayed(evidence, { checks: schema(18) })).toEqual([
      null,
      ['columns, for these contracts'],
    ]);
    expect(replayed(evidence, { checks: { rowCount: {} } })).toEqual(['passed', []]);
  });

  it('cannot tell the drift of a feature that the evidence left out', () => {
    const told = { drift: [{ feature: 'AGE', psi: 0.2 }] };
    const checks = { drift: { features: { TENURE: { psiAbove: 0.01 } }, on: 'reject' } };
    const before = policy({ checks: { drift: {} } });

    const cut = evidenceWith({ ...told, driftLeftOut: 1 });
    expect(replayed(cut, { checks }, before)).toEqual([null, ['drift']]);
    expect(replayed(cut, { checks: { drift: {} } }, before)).toEqual(['passed', []]);
    expect(replayed(evidenceWith(told), { checks }, before)).toEqual(['rejected', []]);
  });

  describe('when the policy of that time had a check of the same name', () => {
    const evidence = evidenceWith({
      data: {
        rows: 7043,
        live: null,
        columns: { AGE: { kind: 'number', nulls: 0, below: { min: 0, rows: 0 } } },
        freshness: { source: 'customers', column: 'SEEN', type: 'DATE', ageSeconds: 60 },
      },
    });
    const asked = policy({ checks: { ...schema(0), freshness: fresh('SEEN') } });

    it.each<[string, object]>([
      ['another bound', schema(18)],
      ['another column', { schema: { columns: { AGE: { min: 0 }, TENURE: { min: 0 } } } }],
    ])('cannot tell contracts with %s', (_, checks) => {
      expect(replayed(evidence, { checks }, asked)).toEqual([
        null,
        ['columns, for these contracts'],
      ]);
    });

    it('cannot tell the age of another column', () => {
      const checks = { freshness: fresh('CHANGED') };

      expect(replayed(evidence, { checks }, asked)).toEqual([null, ['the age of the newest row']]);
    });

    it('tells the ages of several sources where each was measured', () => {
      const both = { freshness: [fresh('SEEN'), fresh('CHANGED')] };

      expect(replayed(evidence, { checks: { freshness: [fresh('SEEN')] } }, asked)).toEqual([
        'passed',
        [],
      ]);
      expect(replayed(evidence, { checks: both }, asked)).toEqual([
        null,
        ['the age of the newest row'],
      ]);
      expect(replayed(evidence, { checks: both }, policy({ checks: both }))).toEqual([
        'rejected',
        [],
      ]);
    });

    it('judges what that policy asked for and the data lack as a fault', () => {
      const { data: _, ...lacking } = evidence;
      const warning = { schema: { columns: { AGE: { min: 0, on: 'reject' } }, on: 'warn' } };

      expect(replayed(lacking, { checks: schema(0) }, asked)).toEqual(['rejected', []]);
      expect(replayed(lacking, { checks: warning }, asked)).toEqual(['rejected', []]);
      expect(replayed(lacking, { checks: { freshness: fresh('SEEN', '9d') } }, asked)).toEqual([
        'rejected',
        [],
      ]);
    });
  });

  it("cannot tell the model's own metric under another cost matrix, which moves the threshold", () => {
    const own = {
      rules: { roc_auc: { min: 0.75 }, profit: { min: 1 } },
      metrics: { profit: { direction: 'higher' } },
    };
    const evidence = evidenceOf({ roc_auc: 0.8, profit: 2 });
    const changed = { ...own, cost: { falsePositive: 1, falseNegative: 5 } };

    expect(replayed(evidence, own, policy(own))).toEqual(['passed', []]);
    expect(replayed(evidence, changed, policy(own))).toEqual([
      null,
      ['profit by this cost matrix'],
    ]);
  });
});
