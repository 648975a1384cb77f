import type { ReportData } from '../../pipeline/report.js';
import { eachModel } from '../charts/both-models.js';
import { confusionFigure } from '../charts/confusion.js';
import { note, type Figure, type Section } from '../document.js';
import { binaryFigures } from './binary-figures.js';
import { regressionFigures } from './regression-figures.js';

const DEFAULT_THRESHOLD = 0.5;

/** How candidate and champion answer on the held-out rows; null for a run that trained nothing. */
export function performanceSection(data: ReportData): Section | null {
  if (data.evidence === null) return null;
  const figures = figuresOf(data);
  return {
    id: 'performance',
    title:
      data.evidence.champion === null ? 'How the candidate answers' : 'Champion against candidate',
    blocks: figures.length === 0 ? [note(whyNone(data))] : [{ kind: 'figures', figures }],
  };
}

function figuresOf({ diagnostics, evidence }: ReportData): readonly Figure[] {
  const { curves, confusion, regression } = diagnostics ?? {};
  return [
    ...(curves === undefined
      ? []
      : binaryFigures(curves, evidence?.threshold ?? DEFAULT_THRESHOLD)),
    ...(confusion === undefined
      ? []
      : eachModel(confusion).map(({ model, part }) => confusionFigure(model, part, ''))),
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
