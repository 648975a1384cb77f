import type { Diagnostics } from '../../pipeline/diagnostics.js';

type BinaryCurves = NonNullable<Diagnostics['curves']>['candidate'];
type Regression = NonNullable<Diagnostics['regression']>['candidate'];
type LabelCurves = NonNullable<Diagnostics['labelCurves']>['candidate'];
type Confusion = NonNullable<Diagnostics['confusion']>['candidate'];

/** 0, 1/n, … 1. */
function steps(count: number): number[] {
  return Array.from({ length: count + 1 }, (_, index) => index / count);
}

/** The points of the ROC curve 1 - (1 - fpr)^power. */
function rocPoints(power: number, count: number) {
  return steps(count).map((fpr) => ({ fpr, tpr: 1 - (1 - fpr) ** power }));
}

/** The curves of a model whose ROC curve is 1 - (1 - fpr)^power, with `positive` and `negative` held-out rows. */
export function binaryCurves(power: number, positive: number, negative: number): BinaryCurves {
  const roc = rocPoints(power, 150);
  const at = roc[45] ?? { fpr: 0, tpr: 0 };
  const truePositive = Math.round(at.tpr * positive);
  const falsePositive = Math.round(at.fpr * negative);
  return {
    roc,
    pr: roc.slice(1).map(({ fpr, tpr }) => ({
      recall: tpr,
      precision: (tpr * positive) / (tpr * positive + fpr * negative),
    })),
    calibration: steps(9).map((predicted) => ({
      predicted,
      observed: predicted ** (1 + 1 / (power + 4)),
      rows: Math.round((positive + negative) / 10),
    })),
    lift: roc.slice(1).map(({ fpr, tpr }) => {
      const share = (tpr * positive + fpr * negative) / (positive + negative);
      return { share, lift: tpr / share };
    }),
    scores: steps(19).map((from, index) => ({
      from: index / 20,
      to: (index + 1) / 20,
      positive: Math.round((positive / 10) * (0.2 + from) ** 0.8),
      negative: Math.round((negative / 4) * (1 - from) ** power),
    })),
    confusion: {
      truePositive,
      falseNegative: positive - truePositive,
      falsePositive,
      trueNegative: negative - falsePositive,
    },
  };
}

/** The errors of a model that is off by about `spread`. */
export function regressionErrors(spread: number): Regression {
  return {
    predictedVsActual: steps(19).map((at) => ({
      predicted: 50 + 300 * at,
      actual: 50 + 300 * at + spread * Math.sin(at * 20),
      rows: 60,
    })),
    residuals: steps(29).map((at) => ({
      from: (at - 0.5) * 8 * spread,
      to: (at - 0.5 + 1 / 29) * 8 * spread,
      rows: Math.round(300 * Math.exp(-(((at - 0.5) * 6) ** 2))),
    })),
    errorQuantiles: [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1].map((level) => ({
      level,
      error: spread * (level + level ** 12 * 3),
    })),
  };
}

/** Which of `labels` were called what, `right` of a hundred each rightly. */
export function labelConfusion(labels: readonly string[], right: number): Confusion {
  return labels.flatMap((actual) =>
    labels.map((predicted) => ({
      actual,
      predicted,
      rows: actual === predicted ? right : Math.round((100 - right) / (labels.length - 1)),
    })),
  );
}

/** The curves of a model with probabilities; that of the label `index` is 1 - (1 - fpr)^(power - index / 2). */
export function labelCurves(labels: readonly string[], power: number): LabelCurves {
  return {
    labels: labels.length,
    calibration: steps(9).map((at) => ({
      predicted: 0.3 + 0.7 * at,
      observed: (0.3 + 0.7 * at) ** (1 + 1 / power),
      rows: 30 * labels.length,
    })),
    roc: labels.slice(0, 6).map((label, index) => ({
      label,
      rows: 300,
      area: (power - index / 2) / (power - index / 2 + 1),
      points: rocPoints(power - index / 2, 59),
    })),
  };
}
