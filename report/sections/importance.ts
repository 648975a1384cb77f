import type { ReportData } from '../../pipeline/report.js';
import { countedText, countText } from '../../pipeline/score-text.js';
import { importanceFigure } from '../charts/importance.js';
import { note, type Section } from '../document.js';
import { primaryMetric } from '../../pipeline/primary-metric.js';
import { whyNone } from './performance.js';

const MOST_DRAWN = 20;

/** Which features the candidate relies on, beside the champion; null for a run that trained nothing. */
export function importanceSection(data: ReportData): Section | null {
  if (data.evidence === null) return null;
  const features = data.diagnostics?.importance ?? [];
  const metric =
    data.diagnostics?.importanceOf?.metric ??
    primaryMetric(data.decision, data.evidence) ??
    'the score';
  return {
    id: 'features',
    title: 'Feature importance',
    blocks:
      features.length === 0
        ? [note(data.diagnostics === null ? whyNone(data) : 'It was not measured.')]
        : [
            {
              kind: 'figures',
              figures: [importanceFigure(features.slice(0, MOST_DRAWN), metric, how(data))],
            },
          ],
  };
}

/** Slow models and wide tables are measured in part, which a reader has to know. */
function how({ diagnostics, decision }: ReportData): string {
  const measured = diagnostics?.importanceOf;
  if (measured === undefined) return '';
  const all = decision?.record.recipe.features.length ?? measured.features;
  const features =
    measured.features < all
      ? `${countText(measured.features)} of ${countText(all)}`
      : countText(all);
  return (
    ` Measured for ${features} features, on ${countText(measured.rows)} held-out rows, ` +
    `each shuffled ${countedText(measured.repeats, 'time', 'times')}.`
  );
}
