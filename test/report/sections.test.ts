import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { MetricRule } from '../../pipeline/gate-policy.js';
import type { ReportData } from '../../pipeline/report.js';
import { documentOf } from '../../report/document-of.js';
import { frontMatter } from '../../report/markdown/front-matter.js';
import { markdownText } from '../../report/markdown/page.js';
import { slicesSection } from '../../report/sections/slices.js';
import { policyOf } from '../support/evidence.js';
import {
  binaryWithChampion,
  binaryWithoutChampion,
  regression,
  rejectedData,
} from '../support/report-data.js';

function withEvidence(data: ReportData, changes: Partial<Evidence>): ReportData {
  return { ...data, evidence: data.evidence && { ...data.evidence, ...changes } };
}

function markdownOf(data: ReportData): string {
  return markdownText(documentOf(data));
}

/** The report on a promoted run whose evidence differs by this. */
function shown(changes: Partial<Evidence>): string {
  return markdownOf(withEvidence(binaryWithChampion(), changes));
}

/** The part of the report under a heading. */
function partOf(data: ReportData, heading: string): string {
  return markdownOf(data).split(`### ${heading}\n`)[1]?.split(/^##/m)[0] ?? '';
}

describe('a champion of another split', () => {
  const common = { rows: 280, candidate: { roc_auc: 0.79 } };
  const champion = { version: 1, fence: 1, metrics: { roc_auc: 0.78 }, common };
  const text = markdownOf(withEvidence(binaryWithChampion(), { champion }));

  it('stands in the headline beside the score on the same rows', () => {
    expect(text).toContain(
      'with roc_auc 0.79 against 0.78 of version 1 on the 280 rows held out from both',
    );
  });

  it('is said to have been compared, and drawn, on the common rows', () => {
    expect(text).toContain('compared with the champion (version 1) on the 280 of them');
    expect(text).toContain('the champion on the 280 of them that were held out from it too');
    expect(markdownOf(binaryWithChampion())).not.toContain('their counts do not compare');
  });
});

describe('slices beside a champion of another split', () => {
  const common = { rows: 280, candidate: { roc_auc: 0.79 } };
  const champion = { version: 1, fence: 1, metrics: { roc_auc: 0.78 }, common };
  const slices = [
    {
      by: 'CONTRACT',
      value: 'One year',
      rows: 311,
      entities: 311,
      candidate: { roc_auc: 0.77 },
      champion: { roc_auc: 0.75 },
      common: { rows: 62, candidate: { roc_auc: 0.76 } },
    },
  ];

  it('have the scores of both on the rows that both held out, and those of the candidate on all', () => {
    const text = shown({ champion, slices }).replaceAll('\\', '');

    expect(text).toMatch(
      /\| slice \| rows \| metric \| candidate \| rows held out from both \| champion on both \| candidate on both \|/,
    );
    expect(text).toMatch(
      /\| CONTRACT = One year \| 311 \| roc_auc \| 0.77 \| 62 \| 0.75 \| 0.76 \|/,
    );
  });
});

/** Rows of the table of slices of PLAN. */
function sliceLines(data: ReportData): string[] {
  const lines = markdownOf(data).replaceAll('\\', '').split('\n');
  return lines.filter((line) => /^\| PLAN\b/.test(line));
}

/** What the slices are drawn by. */
function drawn(data: ReportData): string[] {
  const blocks = slicesSection(data)?.blocks ?? [];
  return blocks.flatMap((block) =>
    block.kind === 'figures' ? block.figures.map(({ title }) => title) : [],
  );
}

describe('slices', () => {
  const plans = [
    ['a · b', 900, 0.71, 0.66],
    ['plus', 500, 0.69, 0.72],
    ['pro', 40, 0.5, 0.9],
  ] as const;
  const slices = plans.map(([value, rows, roc_auc, accuracy]) => ({
    by: 'PLAN',
    value,
    rows,
    entities: rows,
    candidate: { roc_auc, accuracy },
    champion: { roc_auc, accuracy: 0.73 },
  }));

  /** The report on slices that were judged by these rules, and not by the primary metric, roc_auc. */
  function judgedBy(rules: Readonly<Record<string, MetricRule>>, others: Evidence['slices'] = []) {
    const { evidence, decision, ...data } = binaryWithChampion();
    if (evidence === null || decision === null) throw new Error('the fixture was judged');
    const asked = [{ by: 'PLAN', minimumRows: 100, rules }];
    const policy = policyOf({ roc_auc: { min: 0.6 } }, { slices: asked });
    const judged = { ...evidence, slices: [...slices, ...others] };
    const results = [...decideGate(judged, policy).results];
    const record = { ...decision.record, results };
    return { ...data, evidence: judged, decision: { ...decision, policy, record } };
  }

  it('have the numbers that were judged beside each verdict, the worst first', () => {
    const data = judgedBy({ accuracy: { min: 0.65, maxLoss: 0.05 } });

    expect(sliceLines(data).slice(-4)).toEqual([
      '| PLAN = a · b | 900 | accuracy | 0.73 | 0.66 | at most 0.05 worse | ● held |',
      '| PLAN = a · b | 900 | accuracy | 0.73 | 0.66 | at least 0.65 | ✔ passed |',
      '| PLAN = plus | 500 | accuracy | 0.73 | 0.72 | at least 0.65; at most 0.05 worse | ✔ passed |',
      '| PLAN = pro | 40 | accuracy | 0.73 | 0.9 | at least 100 rows | not judged |',
    ]);
    expect(drawn(data)).toEqual(['accuracy by PLAN']);
  });

  it('are shown by the primary metric where no rule was asked of them', () => {
    const others = slices.map((slice) => ({ ...slice, by: 'REGION' }));
    const data = judgedBy({ accuracy: { min: 0.65 } }, others);

    expect(markdownOf(data).replaceAll('\\', '')).toContain(
      '| REGION = a · b | 900 | roc_auc | 0.71 | 0.71 |  | not judged |',
    );
    expect(drawn(data)).toEqual(['accuracy by PLAN', 'roc_auc by REGION']);
  });

  it('are drawn by at most three metrics of a column', () => {
    const scores = { roc_auc: 0.8, accuracy: 0.8, f1: 0.8, recall: 0.8 };
    const many = slices.map((slice) => ({ ...slice, candidate: scores }));
    const rules = Object.fromEntries(Object.keys(scores).map((name) => [name, { min: 0.1 }]));
    const judged = judgedBy(rules);
    const { evidence, decision } = judged;
    const results = [...decideGate({ ...evidence, slices: many }, decision.policy).results];
    const record = { ...decision.record, results };
    const data = {
      ...judged,
      evidence: { ...evidence, slices: many },
      decision: { ...decision, record },
    };

    expect(drawn(data)).toEqual(['roc_auc by PLAN', 'accuracy by PLAN', 'f1 by PLAN']);
    expect(markdownOf(data)).toContain('recall by PLAN: in the table alone.');
    expect(sliceLines(data).filter((line) => line.includes('| recall |'))).toHaveLength(2);
  });

  it('that the evidence does not have stand there as rejected', () => {
    const { evidence, ...data } = judgedBy({ accuracy: { min: 0.65 } });
    const { decision } = data;
    const none = { ...evidence, slices: [] };
    const results = [...decideGate(none, decision.policy).results];
    const record = { ...decision.record, results };

    expect(sliceLines({ ...data, evidence: none, decision: { ...decision, record } })).toContain(
      '| PLAN |  |  |  |  | scores of each slice | ✘ rejected |',
    );
  });
});

describe('the threshold', () => {
  it('is of each model its own', () => {
    const champion = { version: 1, fence: 1, metrics: {}, threshold: 0.2153 };
    const both = withEvidence(binaryWithChampion(), { threshold: 0.31, champion });

    for (const [model, threshold] of [
      ['candidate', 0.31],
      ['champion', 0.2153],
    ] as const) {
      expect(partOf(both, `Scores of the ${model}`)).toContain(`From ${threshold} on`);
      expect(partOf(both, `Confusion of the ${model}`)).toContain(`positive from ${threshold} on`);
    }
  });

  it('is that of the candidate alone where the evidence has no other, and only where one was chosen', () => {
    const chosen = withEvidence(binaryWithChampion(), { threshold: 0.31 });
    const without = markdownOf(binaryWithChampion());

    expect(partOf(chosen, 'Scores of the candidate')).toContain('From 0.31 on');
    expect(partOf(chosen, 'Confusion of the candidate')).toContain('positive from 0.31 on');
    expect(partOf(chosen, 'Scores of the champion')).not.toMatch(/is called positive|0\.31/);
    expect(partOf(chosen, 'Confusion of the champion')).not.toMatch(/called positive|0\.31/);
    expect(without).not.toMatch(/is called positive|called positive from/);
  });
});

describe('the strongest single feature', () => {
  it('is measured from what says nothing, which is another number for a regression', () => {
    const singleFeatures = [{ feature: 'AREA', score: 0.4 }];

    expect(markdownOf(withEvidence(regression(), { singleFeatures }))).toContain(
      'alone 0.4 (0 says nothing, 1 is the target itself)',
    );
    expect(markdownOf(binaryWithChampion())).toContain('(0.5 is chance, 1 is the target itself)');
  });
});

describe('a run whose data were refused', () => {
  it('claims no task on the hub', () => {
    expect(frontMatter(rejectedData())).not.toContain('tabular');
  });
});

describe('looks at the hold-out', () => {
  it('are told of a first run, too', () => {
    expect(markdownOf(binaryWithoutChampion())).toContain(
      'No candidate was judged on this hold-out before.',
    );
  });
});

describe('the candidates of a run', () => {
  it('stand there with their scores, the chosen one and those that failed', () => {
    const data = binaryWithChampion();
    const { decision } = data;
    if (decision === null) throw new Error('the fixture has a decision');
    const candidates = [
      { name: 'large', validation: { roc_auc: 0.842 }, failure: null, queryId: '1' },
      { name: 'small', validation: { roc_auc: 0.831 }, failure: null, queryId: '2' },
      { name: 'odd', validation: {}, failure: 'no memory', queryId: null },
    ];
    const choice = { chosen: 'large', metric: 'roc_auc', candidates };
    const recipe = { ...decision.record.recipe, choice };
    const compared = { ...data, decision: { ...decision, record: { ...decision.record, recipe } } };

    expect(partOf(compared, 'Candidates of this run').trim().split('\n').slice(2)).toEqual([
      '| `large` | 0\\.842 | ✔ the best |',
      '| `small` | 0\\.831 | no |',
      '| `odd` |  | failed: no memory |',
    ]);
    expect(markdownOf(data)).not.toContain('Candidates of this run');
  });
});

describe('the commit of the model folder', () => {
  it('stands in the lineage, and whether the folder differed from it', () => {
    const data = binaryWithChampion();
    const at = (gitCommit: string | null) =>
      markdownOf({ ...data, run: { ...data.run, gitCommit } });

    expect(at('c0ffee00')).toMatch(/Git commit.*`c0ffee00`\n/);
    expect(at('c0ffee00-dirty')).toMatch(
      /Git commit.*`c0ffee00`, with changes in the folder that were not committed/,
    );
    expect(at(null)).not.toContain('Git commit');
  });
});

describe('what is told of the data', () => {
  it('has the golden rows, and those that the model does not answer', () => {
    expect(shown({ golden: { rows: 34, unanswered: [] } })).toMatch(
      /Golden rows.*34 made-up rows at the edges of the features; all answered/,
    );
    expect(shown({ golden: { rows: 34, unanswered: ['PLAN is NULL', 'PLAN is new'] } })).toMatch(
      /Golden rows.*; no answer to PLAN is NULL, PLAN is new/,
    );
  });

  it('has the share of the label that changes most', () => {
    const labelRate = { label: 'eel', train: 0.25, test: 0.26 };

    expect(shown({ labelRate })).toMatch(
      /Share of eel, which changes most.* in training, 26\.0.% held out/,
    );
  });

  it('has the share of the label that changed most since the live version', () => {
    const labelRate = { label: 'cat', train: 0.4, test: 0.4, shares: { cat: 0.4, eel: 0.6 } };
    const liveLabelShares = { version: 3, shares: { cat: 0.41, eel: 0.39, dog: 0.2 } };

    expect(shown({ labelRate, liveLabelShares })).toMatch(
      /Share of eel, which changed most since version 3.* in training; 39\.0.% then/,
    );
  });

  it('has the label rate of the live version beside its own', () => {
    const labelRate = { train: 0.25, test: 0.26 };

    expect(shown({ labelRate, liveLabelRate: { version: 3, train: 0.4 } })).toContain(
      'in training, 26.0 % held out; 40.0 % in the training of version 3',
    );
  });
});
