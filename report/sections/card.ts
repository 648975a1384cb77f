import { durationText } from '../../pipeline/duration-text.js';
import { metricsOf } from '../../pipeline/metrics.js';
import type { ReportData } from '../../pipeline/report.js';
import { countText, scoreText } from '../../pipeline/score-text.js';
import { cell, paragraph, type Block, type Fact, type Section, type Text } from '../document.js';
import { servingFunction } from '../serving-function.js';

const BY_THE_TEAM = 'To be filled in by the team.';

/** A model card in the sections of Hugging Face's template: what the run knows, and a place for what only people know. */
export function cardSection(data: ReportData): Section {
  return {
    id: 'card',
    title: `Model card of ${data.run.model}`,
    blocks: [
      ...part('Model details', details(data)),
      ...part('Uses', human('Direct use', 'Downstream use', 'Out-of-scope use')),
      ...part('Bias, risks, and limitations', human('Known risks', 'Recommendations')),
      ...part('How to get started with the model', start(data)),
      ...part('Training details', training(data)),
      ...part('Evaluation', evaluation(data)),
      ...part('Model examination', [
        paragraph('See the importance of the features in this report, as far as it was measured.'),
      ]),
      ...part('Environmental impact', human('Hardware, hours, region, carbon emitted')),
      ...part('Technical specifications', specifications(data)),
      ...part('More information', human('Citation', 'Glossary', 'Authors of this card', 'Contact')),
    ],
  };
}

function part(title: string, blocks: readonly Block[]): Block[] {
  return [{ kind: 'heading', text: title }, ...blocks];
}

function human(...names: readonly string[]): Block[] {
  return [{ kind: 'facts', facts: names.map((name) => ({ name, text: BY_THE_TEAM })) }];
}

function facts(...all: readonly (Fact | null)[]): Block[] {
  return [{ kind: 'facts', facts: all.filter((fact) => fact !== null) }];
}

function fact(name: string, text: Text | null | undefined): Fact | null {
  return text == null ? null : { name, text };
}

function details({ run, decision, promotion, evidence }: ReportData): Block[] {
  const about = decision?.record.recipe.about;
  return [
    ...(about === undefined || about.description === '' ? [] : [paragraph(about.description)]),
    ...facts(
      fact('Developed by', BY_THE_TEAM),
      fact(
        'Model type',
        evidence && `${evidence.task ?? 'binary'}, ${trainedBy(about?.trainedBy)}`,
      ),
      fact('Predicts', about && [{ code: about.target }, ' of each ', { code: about.entity }]),
      fact('Version', String(promotion?.version ?? 'none: this candidate was not published')),
      fact('Run', [{ code: run.runId }]),
      fact('License', BY_THE_TEAM),
      fact('Repository, paper, demo', BY_THE_TEAM),
    ),
  ];
}

function trainedBy(how: 'estimator' | 'procedure' | undefined): string {
  return how === 'procedure'
    ? 'trained by a stored procedure of the team'
    : 'a scikit-learn estimator that the model file builds';
}

function start(data: ReportData): Block[] {
  const serves = servingFunction(data);
  const features = data.decision?.record.recipe.features ?? [];
  if (data.promotion === null || serves === null) {
    return [paragraph('This candidate was not published: no function runs it.')];
  }
  const names = features.map(({ name }) => `  "${name.replaceAll('"', '""')}"`).join(',\n');
  return [{ kind: 'code', text: `SELECT ${serves}(\n${names}\n) FROM …` }];
}

function training({ decision, evidence }: ReportData): Block[] {
  const recipe = decision?.record.recipe;
  const rows = evidence?.rows ?? recipe?.rows;
  const about = decision?.record.recipe.about;
  const params = Object.entries(recipe?.params ?? {});
  return [
    ...facts(
      fact('Training data', about && `from ${about.sources.join(', ')}`),
      fact(
        'Rows',
        rows && `${countText(rows.train)} to train on, ${countText(rows.validation)} to validate`,
      ),
      fact(
        'Split',
        evidence?.candidate.source === 'held-out'
          ? 'by a hash of the entity: all rows of an entity are on one side'
          : null,
      ),
      fact('Features', recipe && countText(recipe.features.length)),
      fact('Time', recipe?.trainingMs == null ? null : durationText(recipe.trainingMs)),
      fact('Where the data comes from, and its consent', BY_THE_TEAM),
    ),
    ...(params.length === 0 ? [] : [parameters(params)]),
  ];
}

function parameters(params: readonly (readonly [string, unknown])[]): Block {
  return {
    kind: 'table',
    label: 'Training hyperparameters',
    table: {
      columns: [{ name: 'parameter' }, { name: 'value' }],
      rows: params.map(([name, value]) => [
        cell([{ code: name }]),
        cell([{ code: JSON.stringify(value) }]),
      ]),
    },
  };
}

function evaluation({ evidence }: ReportData): Block[] {
  if (evidence === null) return [paragraph('Nothing was evaluated: the data was refused before.')];
  const { candidate, baseline, rows, slices = [], task = 'binary' } = evidence;
  const factors = [...new Set(slices.map(({ by }) => by))].join(', ');
  const known: readonly string[] = metricsOf(task);
  const scores = Object.entries(candidate.metrics).toSorted(
    ([a], [b]) => known.indexOf(a) - known.indexOf(b),
  );
  return [
    ...facts(
      fact(
        'Testing data',
        candidate.source === 'held-out'
          ? `${countText(rows.test)} held-out rows, of entities that training never saw`
          : 'chosen by the training procedure, which reports its own scores',
      ),
      fact('Factors', factors === '' ? 'none were asked for' : factors),
    ),
    {
      kind: 'table',
      label: 'Results',
      table: {
        columns: [
          { name: 'metric' },
          { name: 'this model', isNumber: true },
          { name: task === 'regression' ? 'the mean' : 'majority class', isNumber: true },
        ],
        rows: scores.map(([metric, score]) => [
          cell(metric),
          cell(scoreText(score)),
          cell(baseline.metrics[metric] == null ? '' : scoreText(baseline.metrics[metric])),
        ]),
      },
    },
  ];
}

function specifications({ decision }: ReportData): Block[] {
  const recipe = decision?.record.recipe;
  const packages = Object.entries(recipe?.packages ?? {}).map(
    ([name, version]) => `${name} ${version}`,
  );
  return facts(
    fact('Objective', BY_THE_TEAM),
    fact('Compute', 'a Python procedure in the Snowflake warehouse'),
    fact(
      'Software',
      packages.length === 0
        ? null
        : [`Python ${recipe?.python ?? ''}, `, packages.join(', ')].join(''),
    ),
  );
}
