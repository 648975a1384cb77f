import type { Diagnostics } from '../../pipeline/diagnostics.js';
import { countedText, countText, scoreText } from '../../pipeline/score-text.js';
import { type Both, mapBoth } from '../charts/both-models.js';
import { calibrationFigure, rocFigure } from '../charts/probability-curves.js';
import type { Figure } from '../document.js';

type LabelCurves = NonNullable<Diagnostics['labelCurves']>['candidate'];
type LabelRoc = LabelCurves['roc'][number];

/** The drawings of the probabilities of models with several labels. */
export function labelFigures(curves: Both<LabelCurves>): readonly Figure[] {
  const { labels, roc } = curves.candidate;
  const left = labels > roc.length ? ` ${mostFrequent(roc.length, labels)}` : '';
  return [
    calibration(curves),
    ...roc.map((candidate, index) =>
      rocOf({ candidate, champion: sameLabel(curves.champion, candidate) }, index + 1, left),
    ),
  ].filter(({ table }) => table.rows.length > 0);
}

function mostFrequent(drawn: number, labels: number): string {
  return `The ${countText(drawn)} most frequent of the ${countText(labels)} labels are drawn.`;
}

/** Of the rows that the champion is drawn on none may have the label. */
function sameLabel(champion: LabelCurves | null, { label }: LabelRoc): LabelRoc | null {
  return champion?.roc.find((other) => other.label === label) ?? null;
}

function calibration(curves: Both<LabelCurves>): Figure {
  const words = {
    id: 'calibration',
    title: 'Calibration of the predicted label',
    description:
      'Rows in bins by the probability of the label that the model predicts, and the share of them for which that label is right. ' +
      'On the dotted diagonal, probabilities are what happens; below it, the model is surer than it should be.',
    x: 'probability of the predicted label',
    y: 'share that is right',
  };
  return calibrationFigure(
    words,
    mapBoth(curves, ({ calibration }) => calibration),
  );
}

function rocOf(curves: Both<LabelRoc>, place: number, left: string): Figure {
  const { label, rows } = curves.candidate;
  const words = {
    id: `roc-label-${place}`,
    title: `${label} against the rest: ${areas(curves)}`,
    name: `${label} against the rest: ROC curve`,
    description:
      `${countedText(rows, 'held-out row has', 'held-out rows have')} the label. ` +
      'The share of them found, by the share of the other rows called so by mistake: ' +
      'the nearer to the upper left, the larger the area, and the better. ' +
      `The dotted diagonal, of area 0.5, is chance.${left}`,
  };
  return rocFigure(
    words,
    mapBoth(curves, ({ points }) => points),
  );
}

function areas({ candidate, champion }: Both<LabelRoc>): string {
  if (champion === null) return `ROC area ${scoreText(candidate.area)}`;
  const own = scoreText(candidate.area, champion.area);
  return `ROC area ${own}, champion ${scoreText(champion.area, candidate.area)}`;
}
