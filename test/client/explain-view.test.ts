import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { explanationOf } from '../../client/ledger/explanation.js';
import { readJudged } from '../../client/ledger/judged.js';
import { explainView } from '../../client/views/explain-view.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { JudgedRun } from '../../pipeline/ledger-reading.js';
import { evidenceWith, policyOf } from '../support/evidence.js';
import { judgedRunOf } from '../support/judged-run.js';

const TEMPORAL = { webUiUrl: null, namespace: 'default' };

function explanation(run: JudgedRun) {
  return explanationOf(TEMPORAL, readJudged(run));
}

/** Lines without the gaps of columns. */
function linesOf(run: JudgedRun): string[] {
  const text = explainView(explanation(run), pc.createColors(false));
  return text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
}

describe('explainView', () => {
  it('says that scores are self-reported, and not that rows of ours stand behind them', () => {
    const { metrics } = evidenceWith().candidate;
    const evidence = evidenceWith({ candidate: { source: 'self-reported', metrics } });
    const run = judgedRunOf({ evidence });

    expect(explanation(run).source).toBe('self-reported');
    expect(linesOf(run).join('\n')).toContain('no held-out rows of ours stand behind them');
    expect(linesOf(run).join('\n')).not.toContain('Judged on');
  });

  it('does not take evidence that it cannot read for data that were refused', () => {
    const run = judgedRunOf({ run: { evidence: '{"schemaVersion": 9}' } });
    const text = linesOf(run).join('\n');

    expect(text).not.toContain('nothing was trained');
    expect(text).toContain('The evidence cannot be read by this version of Ratchet');
  });

  it('puts scores on the same rows beside each other, when the champion was split differently', () => {
    const common = { rows: 280, candidate: { roc_auc: 0.7 } };
    const champion = { version: 3, fence: 3, metrics: { roc_auc: 0.705 }, common };
    const policy = policyOf({ roc_auc: { min: 0.75, maxLoss: 0.01 } });
    const run = judgedRunOf({ evidence: evidenceWith({ champion }), policy });
    const lines = linesOf(run);

    expect(lines).toContain('roc_auc | 0.8043 | +0.0543 | at least 0.75 | ✔ passed');
    expect(lines).toContain('0.7 | 0.705 | +0.005 | at most 0.01 worse | ✔ passed');
    expect(lines).toContainEqual(
      expect.stringContaining('on the 280 of them that were held out from it too'),
    );
    expect(explanation(run).common).toEqual(common);
  });

  it('has counts as the other tables have them', () => {
    const data: Evidence['data'] = { rows: 7043, live: { version: 1, rows: 6600 } };
    const slice = { by: 'PLAN', value: 'plus', rows: 1200, entities: 1200, champion: null };
    const slices = [{ ...slice, candidate: { roc_auc: 0.8 } }];
    const policy = policyOf(
      { roc_auc: { min: 0.75 } },
      {
        checks: { rowCount: { ratioBelow: 0.5 } },
        slices: [{ by: 'PLAN', minimumRows: 2000, rules: { roc_auc: { min: 0.7 } } }],
      },
    );
    const lines = linesOf(judgedRunOf({ evidence: evidenceWith({ data, slices }), policy }));

    expect(lines).toContainEqual(expect.stringMatching(/^hold out \| 1,409 \|/));
    expect(lines).toContainEqual(expect.stringMatching(/^row count \| 7,043 \| 6,600 \|/));
    expect(lines).toContainEqual(expect.stringMatching(/^slice PLAN = plus \| 1,200 \|/));
  });

  it('has contracts of columns under metrics', () => {
    const data: Evidence['data'] = {
      rows: 7043,
      columns: { AGE: { kind: 'number', nulls: 0, below: { min: 0, rows: 0 } } },
    };
    const policy = policyOf(
      { roc_auc: { min: 0.75 } },
      { checks: { schema: { columns: { AGE: { min: 0 } } } } },
    );
    const lines = linesOf(judgedRunOf({ evidence: evidenceWith({ data }), policy }));
    const metric = lines.findIndex((line) => line.startsWith('roc_auc |'));

    expect(metric).toBeGreaterThan(-1);
    expect(lines.findIndex((line) => line.startsWith('column AGE |'))).toBeGreaterThan(metric);
  });

  it('tells which of several candidates was judged, and how the others scored', () => {
    const candidates = [
      { name: 'large', validation: { roc_auc: 0.842 }, failure: null, queryId: '1' },
      { name: 'small', validation: { roc_auc: 0.831 }, failure: null, queryId: '2' },
    ];
    const choice = { chosen: 'large', metric: 'roc_auc', candidates };

    expect(linesOf(judgedRunOf({ recipe: { choice } }))).toContain(
      'Candidate: best of 2: large, roc_auc 0.842 on the validation rows; small 0.831.',
    );
  });
});
