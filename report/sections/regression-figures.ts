import type { Diagnostics } from '../../pipeline/diagnostics.js';
import { type Both, mapBoth } from '../charts/both-models.js';
import { predictedActualFigure } from '../charts/predicted-actual.js';
import { quantilesFigure } from '../charts/quantiles.js';
import { residualsFigure } from '../charts/residuals.js';
import type { Figure } from '../document.js';

type Regression = NonNullable<Diagnostics['regression']>['candidate'];

/** The drawings of a model that predicts a number. */
export function regressionFigures(models: Both<Regression>): readonly Figure[] {
  return [
    predictedActualFigure(mapBoth(models, ({ predictedVsActual }) => predictedVsActual)),
    residualsFigure(mapBoth(models, ({ residuals }) => residuals)),
    quantilesFigure(mapBoth(models, ({ errorQuantiles }) => errorQuantiles)),
  ];
}
