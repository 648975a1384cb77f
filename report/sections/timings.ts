import { durationText, msBetween } from '../../pipeline/duration-text.js';
import type { ReportData } from '../../pipeline/report.js';
import { barsFigure } from '../charts/bars.js';
import { note, type Block, type Section } from '../document.js';

interface Timing {
  readonly name: string;
  readonly ms: number;
}

/** How long each step took. */
export function timingsSection(data: ReportData): Section {
  const timings = timingsOf(data);
  return {
    id: 'timings',
    title: 'Time',
    blocks:
      timings.length === 0
        ? [note('The ledger has no times of this run’s steps.')]
        : blocks(timings),
  };
}

function blocks(timings: readonly Timing[]): Block[] {
  const total = timings.reduce((sum, { ms }) => sum + ms, 0);
  return [
    {
      kind: 'figures',
      figures: [
        barsFigure({
          id: 'timings',
          title: 'Time of each step',
          description: `Seconds by Temporal's clock: ${timings
            .map(({ name, ms }) => `${name} ${durationText(ms)}`)
            .join(', ')}; ${durationText(total)} in all.`,
          names: 'step',
          values: 'seconds',
          bars: timings.map(({ name, ms }) => ({ name, value: ms / 1000 })),
        }),
      ],
    },
  ];
}

function timingsOf({ decision, promotion, run }: ReportData): readonly Timing[] {
  if (decision === null) return [];
  const steps = decision.record.recipe.steps.map(({ step, startedAt, endedAt }) => ({
    name: step,
    ms: msBetween(startedAt, endedAt),
  }));
  if (promotion === null || run.endedAt === null) return steps;
  // The decision is recorded right before publication begins, and the end right after it.
  return [...steps, { name: 'publication', ms: msBetween(decision.decidedAt, run.endedAt) }];
}
