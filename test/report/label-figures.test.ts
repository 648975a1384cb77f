import { describe, expect, it } from 'vitest';

import { diagnosticsSchema, type Diagnostics } from '../../pipeline/diagnostics.js';
import type { ReportData } from '../../pipeline/report.js';
import type { Figure } from '../../report/document.js';
import { performanceSection } from '../../report/sections/performance.js';
import { multiclass, multiclassWithChampion } from '../support/report-data.js';

type LabelCurves = NonNullable<Diagnostics['labelCurves']>;

const CURVES = curvesOf(multiclassWithChampion());

function curvesOf({ diagnostics }: ReportData): LabelCurves {
  const curves = diagnostics?.labelCurves;
  if (curves === undefined) throw new Error('the fixture has curves of its labels');
  return curves;
}

function figuresOf(data: ReportData): readonly Figure[] {
  const blocks = performanceSection(data)?.blocks ?? [];
  return blocks.flatMap((block) => (block.kind === 'figures' ? block.figures : []));
}

/** The figures of a report with these curves, without its confusion. */
function drawn(labelCurves: LabelCurves): readonly Figure[] {
  const data = multiclassWithChampion();
  const diagnostics = data.diagnostics && { ...data.diagnostics, labelCurves };
  return figuresOf({ ...data, diagnostics }).filter(({ id }) => !id.startsWith('confusion'));
}

function textsOf({ table }: Figure): readonly unknown[][] {
  return table.rows.map((row) => row.map(({ text }) => text));
}

describe('the calibration of the predicted label', () => {
  it('has the bins of candidate and champion in one figure, and says how to read it', () => {
    const [calibration] = drawn(CURVES);

    expect(calibration?.title).toBe('Calibration of the predicted label');
    expect(calibration?.description).toMatch(
      /of candidate and champion\. .*the share of them for which that label is right.*diagonal/,
    );
    expect(calibration && textsOf(calibration)).toHaveLength(20);
    expect(calibration && textsOf(calibration)[0]).toEqual(['candidate', '0.3', '0.262436']);
  });

  it('is not drawn without a row to draw', () => {
    const none = { ...CURVES.candidate, calibration: [] };

    expect(drawn({ candidate: none, champion: null }).map(({ id }) => id)).not.toContain(
      'calibration',
    );
  });
});

describe('the ROC curves of the labels', () => {
  it('are one figure a label, in the order of the diagnostics, each with its areas and its numbers', () => {
    const [, ...curves] = drawn(CURVES);

    expect(curves.map(({ id, title }) => [id, title])).toEqual(
      [
        'basic against the rest: ROC area 0.9, champion 0.875',
        'standard against the rest: ROC area 0.8947, champion 0.8667',
        'premium against the rest: ROC area 0.8889, champion 0.8571',
        'business against the rest: ROC area 0.8824, champion 0.8462',
        'family against the rest: ROC area 0.875, champion 0.8333',
        'student against the rest: ROC area 0.8667, champion 0.8182',
      ].map((title, index) => [`roc-label-${index + 1}`, title]),
    );
    expect(curves[0]?.description).toMatch(
      /^basic against the rest: ROC curve of candidate and champion\. 300 held-out rows have the label\. /,
    );
    expect(curves[0] && textsOf(curves[0])).toHaveLength(120);
  });

  it('say which share of the labels they are, where they are not all', () => {
    const all = { candidate: { ...CURVES.candidate, labels: 6 }, champion: null };

    expect(drawn(CURVES)[1]?.description).toContain(
      'The 6 most frequent of the 8 labels are drawn.',
    );
    expect(drawn(all)[1]?.description).not.toContain('most frequent');
  });

  it('are of the candidate alone for a label that no row of the champion has', () => {
    const [, ...roc] = CURVES.champion?.roc ?? [];
    const champion = CURVES.champion && { ...CURVES.champion, roc };
    const [, first, second] = drawn({ ...CURVES, champion });

    expect(first?.title).toBe('basic against the rest: ROC area 0.9');
    expect(first?.description).toContain('ROC curve of candidate. ');
    expect(first && textsOf(first)).toHaveLength(60);
    expect(second && textsOf(second)).toHaveLength(120);
  });
});

describe('a run of several labels without their curves', () => {
  it('is read from a row of an older Ratchet, and has its confusion alone', () => {
    const { diagnostics } = multiclass();
    const old: unknown = JSON.parse(JSON.stringify(diagnostics));

    expect(diagnosticsSchema.parse(old)).not.toHaveProperty('labelCurves');
    expect(figuresOf(multiclass()).map(({ id }) => id)).toEqual(['confusion-candidate']);
  });
});
