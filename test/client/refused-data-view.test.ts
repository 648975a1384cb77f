import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { endView } from '../../client/views/run-view.js';
import { gateView } from '../../client/views/gate-view.js';
import { resultMark, resultText } from '../../client/views/verdict-words.js';
import { decideGate } from '../../pipeline/decide-gate.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';
import { refusedData } from '../../pipeline/judge-data.js';
import { judgedOnText } from '../../pipeline/judged-on.js';
import { signedResult } from '../../pipeline/result-signs.js';
import { evidenceWith } from '../support/evidence.js';

const plain = pc.createColors(false);

describe('a run whose data were refused', () => {
  it('shows the checks, the reasons, and that nothing was trained', () => {
    const schema = { columns: { CHARGES: { min: 0 }, CONTRACT: { maxNullShare: 0 } } };
    const policy = gatePolicySchema.parse({
      rules: { roc_auc: { min: 0.75 } },
      checks: { schema },
    });
    const verdict = refusedData(
      {
        rows: 7_043,
        columns: {
          CHARGES: { kind: 'number', nulls: 0, below: { min: 0, rows: 12 } },
          CONTRACT: { kind: 'text', nulls: 0 },
        },
      },
      policy,
    );
    if (verdict === null) throw new Error('the data were not refused');
    const { reasons } = verdict;
    const outcome = {
      kind: 'REJECTED',
      model: 'telco-churn',
      runId: '1',
      verdict,
      evidence: null,
      reasons,
    } as const;

    const text = endView({ outcome, failure: null }, plain);

    expect(text).toMatch(/column CHARGES +12 .*at least 0 +✘ rejected/);
    expect(text).toMatch(/column CONTRACT +0 .*no nulls +✔ passed/);
    expect(text).toContain('Judged on the data; nothing was trained.');
    expect(text).toContain(
      '✘ REJECTED  refused; nothing changed\n  - CHARGES has 12 rows below 0.',
    );
  });
});

describe('a champion of another split', () => {
  it('is said to have been compared on the common rows', () => {
    const common = { rows: 280, candidate: { roc_auc: 0.79 } };
    const champion = { version: 3, fence: 3, metrics: { roc_auc: 0.78 }, common };

    expect(gateView(evidenceWith({ champion }), { kind: 'passed', results: [] }, plain)).toContain(
      'Judged on 1,409 held-out rows, 374 of them positive; compared with the champion (version 3) on the 280 of them that were held out from it too.',
    );
  });

  it('stands beside the score on those rows, and floors beside the score on all', () => {
    const common = { rows: 280, candidate: { roc_auc: 0.7 } };
    const champion = { version: 3, fence: 3, metrics: { roc_auc: 0.705 }, common };
    const evidence = evidenceWith({ champion });
    const policy = gatePolicySchema.parse({ rules: { roc_auc: { min: 0.75, maxLoss: 0.01 } } });

    const text = gateView(evidence, decideGate(evidence, policy), plain);

    expect(text).toMatch(/^roc_auc +0\.8043 +0\.5 +at least 0\.75 +✔ passed$/m);
    expect(text).toMatch(/^ +0\.7 +0\.705 +at most 0\.01 worse +✔ passed$/m);
  });
});

describe('judgedOnText', () => {
  it('tells classes, labels, and scores that are not ours', () => {
    const { classes: _, ...several } = evidenceWith({ labels: { a: 1, b: 2, c: 3 } });
    const { metrics } = several.candidate;

    expect(judgedOnText(several)).toBe(
      'Judged on 1,409 held-out rows, of 3 classes; there is no champion yet.',
    );
    expect(
      judgedOnText(evidenceWith({ candidate: { source: 'self-reported', metrics } })),
    ).toContain('no held-out rows of ours');
  });

  const champion = { version: 3, fence: 3, metrics: {} };
  const common = { rows: 280, candidate: {} };

  it.each([
    ['no champion', null, '; there is no champion yet'],
    ['a champion', champion, ', the same for the champion (version 3)'],
    [
      'a champion of another split',
      { ...champion, common },
      '; compared with the champion (version 3) on the 280 of them that were held out from it too',
    ],
  ])('tells whom a candidate calls positive beside %s', (_, beside, who) => {
    const evidence = evidenceWith({ champion: beside, threshold: 0.17354 });

    expect(judgedOnText(evidenceWith({ champion: beside }))).toBe(
      `Judged on 1,409 held-out rows, 374 of them positive${who}.`,
    );
    expect(judgedOnText(evidence)).toBe(
      `Judged on 1,409 held-out rows, 374 of them positive${who}; the candidate calls a row positive from a probability of 0.1735 on.`,
    );
  });

  it('tells whom a champion calls positive, by a threshold of its own', () => {
    const decided = { ...champion, threshold: 0.2153 };

    expect(judgedOnText(evidenceWith({ champion: decided, threshold: 0.17354 }))).toBe(
      'Judged on 1,409 held-out rows, 374 of them positive, the same for the champion (version 3); the candidate calls a row positive from a probability of 0.1735 on, version 3 from 0.2153 on.',
    );
    expect(judgedOnText(evidenceWith({ champion: decided }))).toContain(
      '; version 3 calls a row positive from a probability of 0.2153 on.',
    );
  });

  it('ends with why a champion could not be scored', () => {
    const lost = { version: 3, fence: 3, notComparable: 'it needs CONTRACT' };

    expect(judgedOnText(evidenceWith({ champion: lost, threshold: 0.2 }))).toBe(
      'Judged on 1,409 held-out rows, 374 of them positive; the candidate calls a row positive from a probability of 0.2 on; the champion (version 3) could not be scored: it needs CONTRACT',
    );
  });
});

describe('a warning', () => {
  it('has one sign in the terminal, in the Web UI and in reports', () => {
    expect([
      resultMark('warned', plain),
      resultText('warned', plain),
      signedResult('warned'),
    ]).toEqual(['▲', '▲ warned', '▲ warned']);
  });
});
