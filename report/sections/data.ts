import { DEFAULT_CHECKS } from '../../pipeline/check-policy.js';
import type { Evidence } from '../../pipeline/evidence.js';
import { movedLabel } from '../../pipeline/moved-label.js';
import type { ReportData } from '../../pipeline/report.js';
import { countedText, countText } from '../../pipeline/score-text.js';
import { barsFigure } from '../charts/bars.js';
import { note, type Block, type Fact, type Section } from '../document.js';
import { exactText, finite, percentText } from '../numbers.js';
import { featureTable } from '../feature-table.js';

const MOST_DRAWN = 25;

/** What the model was trained and judged on, and how far these two are apart. */
export function dataSection(data: ReportData): Section {
  return {
    id: 'data',
    title: 'Data',
    blocks: [{ kind: 'facts', facts: facts(data) }, ...drift(data), ...features(data)],
  };
}

function facts({ evidence, decision }: ReportData): Fact[] {
  const rows = evidence?.rows ?? decision?.record.recipe.rows;
  const counts = rows === undefined ? [] : [rowsFact(rows)];
  if (evidence === null) return counts;
  return [
    ...counts,
    { name: 'Snapshot', text: [{ code: evidence.snapshot }] },
    ...labelFacts(evidence),
    ...leakageFacts(evidence),
    ...goldenFacts(evidence),
  ];
}

function rowsFact(rows: Evidence['rows']): Fact {
  const { train, validation, test } = rows;
  return {
    name: 'Rows',
    text: `${countText(train)} to train on, ${countText(validation)} to validate, ${countText(test)} held out`,
  };
}

function labelFacts(evidence: Evidence): Fact[] {
  const { labelRate, liveLabelRate, task = 'binary', labels } = evidence;
  const moved = movedLabel(evidence);
  const classes = Object.entries(labels ?? {}).map(
    ([label, rows]) => `${label} ${countText(rows)}`,
  );
  const [train, test] = [finite(labelRate?.train), finite(labelRate?.test)];
  const live = finite(liveLabelRate?.train);
  const text = task === 'regression' ? exactText : percentText;
  return [
    ...(classes.length === 0 ? [] : [{ name: 'Held-out rows by class', text: classes.join(', ') }]),
    ...(train === null || test === null
      ? []
      : [
          {
            name: rateName(task, labelRate?.label),
            text:
              `${text(train)} in training, ${text(test)} held out` +
              (live === null
                ? ''
                : `; ${text(live)} in the training of version ${liveLabelRate?.version}`),
          },
        ]),
    ...(moved === null
      ? []
      : [
          {
            name: `Share of ${moved.label}, which changed most since version ${moved.version}`,
            text: `${text(moved.now)} in training; ${text(moved.live)} then`,
          },
        ]),
  ];
}

function rateName(task: Evidence['task'], label: string | undefined): string {
  if (task === 'regression') return 'Mean of the target';
  return label === undefined ? 'Share of positive rows' : `Share of ${label}, which changes most`;
}

function goldenFacts({ golden }: Evidence): Fact[] {
  if (golden === undefined) return [];
  const { rows, unanswered } = golden;
  const made = `${countedText(rows, 'made-up row', 'made-up rows')} at the edges of the features`;
  const missing =
    unanswered.length === 0 ? 'all answered' : `no answer to ${unanswered.join(', ')}`;
  return [{ name: 'Golden rows', text: `${made}; ${missing}` }];
}

function leakageFacts({ leakage, singleFeatures = [], task }: Evidence): Fact[] {
  const [best] = singleFeatures;
  const score = finite(best?.score);
  const nothing = task === 'regression' ? '0 says nothing' : '0.5 is chance';
  return [
    {
      name: 'Leakage',
      text:
        `${countText(leakage.entitiesOnBothSides)} entities on both sides of the split; ` +
        `${percentText(leakage.duplicateFeatureRowsShare)} of held-out rows repeat the features of a row outside`,
    },
    ...(best === undefined || score === null
      ? []
      : [
          {
            name: 'Strongest single feature',
            text: [
              { code: best.feature },
              `, alone ${exactText(score)} (${nothing}, 1 is the target itself)`,
            ],
          },
        ]),
  ];
}

function drift({ evidence, decision }: ReportData): Block[] {
  if (evidence === null) return [];
  const measured = (evidence.drift ?? []).flatMap(({ feature: name, psi }) => {
    const value = finite(psi);
    return value === null ? [] : [{ name, value }];
  });
  if (measured.length === 0) return [note('Drift was not measured.')];
  const { psiAbove: bound } = decision?.policy.checks?.drift ?? DEFAULT_CHECKS.drift;
  const bars = measured.slice(0, MOST_DRAWN);
  return [
    {
      kind: 'figures',
      figures: [
        barsFigure({
          id: 'drift',
          title: 'Drift of the features',
          description:
            'Population stability index between training and held-out rows, the largest first: ' +
            `0 is none. The dashed line is the bound, ${exactText(bound)}.`,
          names: 'feature',
          values: 'PSI',
          bars,
          line: bound,
        }),
      ],
    },
  ];
}

function features({ diagnostics }: ReportData): Block[] {
  if (diagnostics === null || diagnostics.features.length === 0) return [];
  return [
    { kind: 'heading', text: 'Features' },
    { kind: 'table', label: 'Features', table: featureTable(diagnostics.features) },
  ];
}
