import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { compareRuns } from '../../client/ledger/comparison.js';
import { readJudged, type Judged } from '../../client/ledger/judged.js';
import { testPolicy } from '../../client/ledger/policy-test.js';
import { comparisonView } from '../../client/views/comparison-view.js';
import { policyTestView } from '../../client/views/policy-test-view.js';
import { durationText } from '../../pipeline/duration-text.js';
import { evidenceOf, evidenceWith, policyOf } from '../support/evidence.js';
import { judgedRunOf } from '../support/judged-run.js';

const colors = pc.createColors(false);
const RULES = { roc_auc: { min: 0.75 } };

/** A run whose policy has a cost matrix. */
function costing(falseNegative: number, cost: number): Judged {
  const policy = policyOf(RULES, { cost: { falsePositive: 1, falseNegative } });
  return readJudged(judgedRunOf({ evidence: evidenceOf({ roc_auc: 0.8, cost }), policy }));
}

/** A run whose candidate was made by this function of train.py. */
function builtBy(build: string | null): Judged {
  return readJudged(judgedRunOf({ recipe: { build } }));
}

/** Lines of the two beside each other, without the gaps of columns. */
function linesOf(a: Judged, b: Judged): string[] {
  const lines = comparisonView(compareRuns(a, b), colors).split('\n');
  return lines.map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
}

describe('compareRuns', () => {
  it('calls no cost better than one by another matrix', () => {
    const others = compareRuns(costing(5, 0.4), costing(10, 0.6));
    const same = compareRuns(costing(5, 0.4), costing(5, 0.6));

    expect(others.metrics.find(({ metric }) => metric === 'cost')).toMatchObject({
      direction: null,
      better: null,
    });
    expect(comparisonView(others, colors)).toContain('The two cost matrices differ');
    expect(same.metrics.find(({ metric }) => metric === 'cost')).toMatchObject({ better: 'a' });
    expect(same.notes).toEqual([]);
  });

  it('names the candidate that went to the gate of each run that had several', () => {
    const candidates = [
      { name: 'large', validation: { roc_auc: 0.842 }, failure: null, queryId: '1' },
      { name: 'small', validation: { roc_auc: 0.831 }, failure: null, queryId: '2' },
    ];
    const of = (chosen: string) =>
      readJudged(judgedRunOf({ recipe: { choice: { chosen, metric: 'roc_auc', candidates } } }));
    const alone = readJudged(judgedRunOf());

    expect(compareRuns(of('large'), alone).chosen).toEqual({ a: 'large', b: null });
    expect(linesOf(of('large'), of('small'))).toContain('chosen | large | small');
    expect(linesOf(of('large'), of('large'))).toContain('chosen | large | large | the same');
    expect(linesOf(of('large'), alone)).toContain('chosen | large');
    expect(linesOf(alone, alone).join('\n')).not.toContain('chosen');
  });

  it('names the functions of train.py that made them, where they differ', () => {
    const before = readJudged(judgedRunOf());

    expect(compareRuns(builtBy('build'), before).build).toEqual({ a: 'build', b: null });
    expect(linesOf(builtBy('build'), builtBy('build_boosting'))).toContain(
      'function | build | build_boosting',
    );
    expect(linesOf(builtBy('build'), before)).toContain('function | build');
    expect(linesOf(builtBy('build'), builtBy('build'))).toContain('train.py | the same function');
    expect(linesOf(before, builtBy(null))).toContain('train.py | none on record');
  });

  it('does not call self-reported scores comparable', () => {
    const { metrics } = evidenceWith().candidate;
    const evidence = evidenceWith({ candidate: { source: 'self-reported', metrics } });
    const comparison = compareRuns(
      readJudged(judgedRunOf()),
      readJudged(judgedRunOf({ evidence })),
    );

    expect(comparison.sameSnapshot).toBe(false);
    expect(comparisonView(comparison, colors)).toContain('Scores of B are self-reported');
  });
});

describe('policyTestView', () => {
  it('tells why evidence cannot be read, and does not call it unmeasured', () => {
    const judged = readJudged(judgedRunOf({ run: { evidence: '{"schemaVersion": 9}' } }));
    const run = testPolicy(judged, policyOf(RULES));
    const policy = { file: 'policy.yaml', digest: 'd'.repeat(64) };

    const text = policyTestView(
      { schemaVersion: 1, model: 'telco-churn', policy, runs: [run], flips: 0 },
      colors,
    );

    expect(run).toMatchObject({ after: null, unmeasured: [] });
    expect(text).toContain('The evidence cannot be read by this version of Ratchet');
    expect(text).not.toContain('nobody measured');
  });
});

describe('durationText', () => {
  it.each([
    [420, '0.4 s'],
    [125_000, '2 min 5 s'],
    [3_780_000, '1 h 3 min'],
  ])('says %d ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
