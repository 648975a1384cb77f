import { primaryMetric } from '../../pipeline/primary-metric.js';
import type { ReportData } from '../../pipeline/report.js';
import { historyFigure } from '../charts/history.js';
import { note, type Section } from '../document.js';
import { finite } from '../numbers.js';

/** The primary metric over the last runs. */
export function historySection({ history, decision, evidence }: ReportData): Section | null {
  const metric = primaryMetric(decision, evidence);
  if (metric === null) return null;
  const runs = history.flatMap(({ metrics, ...run }) => {
    const score = finite(metrics[metric]);
    return score === null ? [] : [{ ...run, score }];
  });
  return {
    id: 'runs',
    title: 'The last runs',
    blocks:
      runs.length < 2
        ? [note(`There is no earlier judged run with a ${metric} to compare with.`)]
        : [{ kind: 'figures', figures: [historyFigure(metric, runs)] }],
  };
}
