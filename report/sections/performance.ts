import { commonRows } from '../../pipeline/compared-scores.js';
import type { Evidence } from '../../pipeline/evidence.js';
import { thresholdsOf } from '../../pipeline/judged-on.js';
import type { ReportData } from '../../pipeline/report.js';
import { countText } from '../../pipeline/score-text.js';
import { eachModel } from '../charts/both-models.js';
import { confusionFigure } from '../charts/confusion.js';
import { note, type Block, type Figure, type Section } from '../document.js';
import { binaryFigures } from './binary-figures.js';
import { labelFigures } from './label-figures.js';
import { regressionFigures } from './regression-figures.js';

/** How candidate and champion answer on the held-out rows; null for a run that trained nothing. */
export function performanceSection(data: ReportData): Section | null {
  if (data.evidence === null) return null;
  const figures = figuresOf(data);
  return {
    id: 'performance',
    title:
      data.evidence.champion === null ? 'How the candidate answers' : 'Champion against candidate',
    blocks:
      figures.length === 0
        ? [note(whyNone(data))]
        : [{ kind: 'figures', figures }, ...onOtherRows(data.evidence)],
  };
}

/** A champion of another split is drawn on the rows that it has not learnt from. */
function onOtherRows(evidence: Evidence): Block[] {
  const common = commonRows(evidence);
  if (common === null) return [];
  const [all, both] = [evidence.rows.test, common.rows].map(countText);
  return [
    note(
      `The candidate is drawn on all ${all} held-out rows, the champion on the ${both} of them that were held out from it too: their counts do not compare.`,
    ),
  ];
}

function figuresOf({ diagnostics, evidence }: ReportData): readonly Figure[] {
  const { curves, confusion, labelCurves, regression } = diagnostics ?? {};
  const thresholds = thresholdsOf(evidence ?? { champion: null });
  return [
    ...(curves === undefined ? [] : binaryFigures(curves, thresholds)),
    ...(confusion === undefined
      ? []
      : eachModel(confusion).map(({ model, part }) => confusionFigure(model, part, ''))),
    ...(labelCurves === undefined ? [] : labelFigures(labelCurves)),
    ...(regression === undefined ? [] : regressionFigures(regression)),
  ];
}

/** Nothing to draw has a reason, too. */
export function whyNone({ evidence, diagnostics }: ReportData): string {
  if (evidence?.candidate.source === 'self-reported') {
    return 'The training procedure reports its own scores: there are no held-out predictions of ours to draw.';
  }
  return diagnostics === null
    ? 'The ledger has no diagnostics of this run: it was judged by a Ratchet that did not record them yet.'
    : 'The evaluation left nothing to draw.';
}
