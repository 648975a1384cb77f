import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { reportDataSchema, type ReportData } from '../../pipeline/report.js';
import { documentOf } from '../../report/document-of.js';
import type { Figure } from '../../report/document.js';
import { renderReport, type ReportFiles } from '../../report/render-report.js';
import {
  attribute,
  elementsOf,
  named,
  readPage,
  textOf,
  type Element,
} from '../support/html-page.js';
import {
  binaryWithChampion,
  binaryWithoutChampion,
  failedRun,
  multiclass,
  multiclassWithChampion,
  regression,
  rejectedData,
} from '../support/report-data.js';
import { labelConfusion } from '../support/report-diagnostics.js';
import { hostile, MARK } from '../support/report-hostile.js';

const RUNS = {
  'a binary model with a champion': binaryWithChampion,
  'a first binary model': binaryWithoutChampion,
  'a regression that was held': regression,
  'a model with several classes': multiclass,
  'a model with several classes, with probabilities and a champion': multiclassWithChampion,
  'data that were refused': rejectedData,
  'a run that failed before its gate': failedRun,
  'names that mean harm': () => hostile(binaryWithChampion()),
  'labels that mean harm': () => hostile(multiclassWithChampion()),
} as const;

/** Elements that would run something, or fetch it. */
const ACTIVE = [
  'script',
  'iframe',
  'object',
  'embed',
  'link',
  'img',
  'image',
  'form',
  'base',
  'use',
];

const written = new Map<() => ReportData, Promise<ReportFiles>>();

/** The files of a report, rendered once. */
function rendered(make: () => ReportData): Promise<ReportFiles> {
  const files = written.get(make) ?? renderReport(make());
  written.set(make, files);
  return files;
}

function figuresOf(data: ReportData): readonly Figure[] {
  return documentOf(data).sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'figures' ? block.figures : [])),
  );
}

/** The drawn confusion of a candidate that answers so. */
function confusionOf(candidate: ReturnType<typeof labelConfusion>): Figure | undefined {
  const data = multiclass();
  const confusion = { candidate, champion: null };
  const diagnostics = data.diagnostics && { ...data.diagnostics, confusion };
  return figuresOf({ ...data, diagnostics }).find(({ id }) => id === 'confusion-candidate');
}

/** The cells of a table's body, row by row. */
function cellsOf(table: Element): string[][] {
  const [body] = named(elementsOf(table), 'tbody');
  return named(body === undefined ? [] : elementsOf(body), 'tr').map((row) =>
    named(elementsOf(row), 'td', 'th').map(textOf),
  );
}

/** Markdown without what is shown as it is written: escaped characters, code, and the marks of notes. */
function withoutCode(markdown: string): string {
  return markdown
    .replaceAll(/\\[^\w\s]/g, '')
    .replaceAll(/^(?: {4}.*|> )/gm, '')
    .replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
}

function inWords(text: Figure['table']['rows'][number][number]['text']): string {
  if (typeof text === 'string') return text;
  return text.map((piece) => (typeof piece === 'string' ? piece : piece.code)).join('');
}

describe.each(Object.entries(RUNS))('the report on %s', (_, make) => {
  const warn = vi.spyOn(console, 'warn');
  beforeEach(() => warn.mockClear());
  afterEach(() => {
    // Vega speaks of what it cannot draw; it would stand in a Worker's output.
    expect(warn.mock.calls).toEqual([]);
  });

  it('is a page without a mistake, a script or a request, below 400 kB', async () => {
    const html = (await rendered(make))['report.html'];
    const { errors, elements } = readPage(html);

    expect(errors).toEqual([]);
    expect(named(elements, ...ACTIVE)).toEqual([]);
    for (const element of elements) {
      for (const { name, value } of element.attrs) {
        expect(name).not.toMatch(/^on/);
        if (['href', 'src', 'xlink:href'].includes(name)) expect(value).toMatch(/^#/);
        expect(value).not.toMatch(/url\((?!#)/i);
      }
    }
    expect(html).not.toMatch(/@import|@font-face/);
    expect(Buffer.byteLength(html)).toBeLessThan(400_000);
  });

  it('gives every part a name of its own, and every link one of them', async () => {
    const { elements } = readPage((await rendered(make))['report.html']);
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);

    expect(ids).toEqual([...new Set(ids)]);
    const links = named(elements, 'a').map((link) => attribute(link, 'href')?.slice(1));
    expect(links.length).toBeGreaterThan(1);
    expect(ids).toEqual(expect.arrayContaining(links));
  });

  it('has under every drawing its numbers, and for every drawing a text', async () => {
    const data = make();
    const { elements } = readPage((await rendered(make))['report.html']);
    const drawn = named(elements, 'figure').map((figure) => {
      const parts = elementsOf(figure);
      const [svg] = named(parts, 'svg');
      const [table] = named(parts, 'table');
      const texts = named(parts, 'title', 'desc').map(textOf);
      return {
        role: svg === undefined ? null : attribute(svg, 'role'),
        texts,
        cells: table === undefined ? null : cellsOf(table),
      };
    });

    expect(drawn).toEqual(
      figuresOf(data).map(({ title, description, table }) => ({
        role: 'img',
        texts: [title, description],
        cells: table.rows.map((row) => row.map(({ text }) => inWords(text))),
      })),
    );
  });

  it('has drawings of about one width, so that letters are equally large', async () => {
    const { elements } = readPage((await rendered(make))['report.html']);
    for (const svg of named(elements, 'svg')) {
      const width = Number(attribute(svg, 'viewBox')?.split(' ')[2]);
      expect(width).toBeGreaterThan(380);
      expect(width).toBeLessThanOrEqual(460);
    }
  });

  it('takes colours from the page alone, so that light, dark and paper can have their own', async () => {
    const { elements } = readPage((await rendered(make))['report.html']);
    const paints = named(elements, 'svg')
      .flatMap(elementsOf)
      .flatMap((element) => ['fill', 'stroke'].map((name) => attribute(element, name)))
      .filter((paint) => paint !== undefined);

    for (const paint of new Set(paints))
      expect(paint).toMatch(/^(?:none|transparent|var\(--[a-z]+\))$/);
  });

  it('is Markdown under the head of a model card, and the data as JSON', async () => {
    const data = make();
    const files = await rendered(make);

    const [, head = ''] = files['report.md'].split(/^---$/m);
    expect(parseYaml(head)).toMatchObject({ model_name: data.run.model });
    expect(withoutCode(files['report.md'].slice(head.length))).not.toMatch(/[<>`]/);
    expect(reportDataSchema.parse(JSON.parse(files['report.json']))).toEqual(data);
  });
});

describe('the verdict', () => {
  it.each([
    [
      binaryWithChampion,
      'PROMOTED',
      'It passed 17 rules of the gate, with roc_auc 0.8422 against 0.8403 of version 1. PREDICT_CHURN serves version 2, after version 1.',
    ],
    [
      regression,
      'HELD',
      'rmse is 12.41, 0.51 worse than the 11.9 of version 4; at most 0.1 worse is asked for.',
    ],
    [
      rejectedData,
      'REJECTED',
      'customers has 1,204 rows, 17 % of the 7,043 of the last promoted run; at least half is asked for.',
    ],
  ] as const)('comes first, with its reason in one sentence', async (make, verdict, reason) => {
    const { elements } = readPage((await rendered(make))['report.html']);
    const [header] = named(elements, 'header');

    expect(header === undefined ? '' : textOf(header)).toContain(reason);
    expect(named(elements, 'h1', 'h2').map(textOf)[0]).toContain(verdict);
  });
});

describe('numbers', () => {
  it('of the curves stand in their tables', () => {
    const data = binaryWithChampion();
    const roc = figuresOf(data).find(({ id }) => id === 'roc');
    const rows = roc?.table.rows.map((row) => row.map(({ text }) => inWords(text))) ?? [];
    const { candidate, champion } = data.diagnostics?.curves ?? {};

    expect(rows).toHaveLength((candidate?.roc.length ?? 0) + (champion?.roc.length ?? 0));
    candidate?.roc.forEach(({ fpr, tpr }, index) => {
      expect(rows[index]?.[0]).toBe('candidate');
      expect(Number(rows[index]?.[1])).toBeCloseTo(fpr, 5);
      expect(Number(rows[index]?.[2])).toBeCloseTo(tpr, 5);
    });
  });

  it('of every pair of labels stand in the confusion, those that no row has too', () => {
    const data = multiclass();
    const { candidate = [] } = data.diagnostics?.confusion ?? {};
    const without = candidate.filter(({ actual, predicted }) => actual === predicted);
    const changed = {
      ...data,
      diagnostics: data.diagnostics && {
        ...data.diagnostics,
        confusion: { candidate: without, champion: null },
      },
    };
    const [figure] = figuresOf(changed).filter(({ id }) => id === 'confusion-candidate');
    const counts = figure?.table.rows.map((row) => inWords(row[2]?.text ?? ''));

    expect(counts).toEqual([
      '74',
      '0',
      '0',
      '0',
      '0',
      '74',
      '0',
      '0',
      '0',
      '0',
      '74',
      '0',
      '0',
      '0',
      '0',
      '74',
    ]);
  });
});

describe('the squares of a confusion', () => {
  it('stand in the order of the actual labels, with those that were only predicted last', () => {
    const figure = confusionOf([
      { actual: 'a', predicted: 'c', rows: 1 },
      { actual: 'a', predicted: '?', rows: 1 },
      { actual: 'b', predicted: 'b', rows: 1 },
      { actual: 'c', predicted: 'c', rows: 1 },
    ]);

    expect(figure?.table.rows.slice(0, 4).map((row) => inWords(row[1]?.text ?? ''))).toEqual([
      'a',
      'b',
      'c',
      '?',
    ]);
  });

  it('have numbers as long as they have room for them, and the description says which', () => {
    const [five, six] = [5, 6].map((count) =>
      confusionOf(labelConfusion(['a', 'b', 'c', 'd', 'e', 'f'].slice(0, count), 70)),
    );

    expect(five?.description).toContain(': the count, and its share');
    expect(six?.description).toMatch(/: the darker, .*the table has the counts/);
  });
});

describe('cells of a table', () => {
  it('stay on one line when they are a word of ours, and break when others wrote them', async () => {
    const data = binaryWithChampion();
    const { decision } = data;
    if (decision === null) throw new Error('the fixture has a decision');
    const failure = `train.py raised ${'x'.repeat(300)}`;
    const candidates = [
      { name: 'large', validation: { roc_auc: 0.842 }, failure: null, queryId: '1' },
      { name: 'odd', validation: {}, failure, queryId: null },
    ];
    const choice = { chosen: 'large', metric: 'roc_auc', candidates };
    const recipe = { ...decision.record.recipe, choice };
    const record = { ...decision.record, recipe };
    const files = await renderReport({ ...data, decision: { ...decision, record } });
    const { elements } = readPage(files['report.html']);
    const words = named(elements, 'td').filter((cell) =>
      attribute(cell, 'class')?.split(' ').includes('word'),
    );
    const [style] = named(elements, 'style').map(textOf);

    expect(new Set(words.map(textOf))).toEqual(
      new Set(['✔ passed', '▲ warned', 'not judged', 'reported', '✔ the best']),
    );
    expect(style?.match(/^td[^{]*\{[^}]*nowrap/gm)).toEqual([
      expect.stringMatching(/^td\.word \{/),
    ]);
  });
});

describe('the model card', () => {
  it('has results for the hub, and no word that the run does not know', async () => {
    const files = await renderReport(binaryWithChampion());
    const [, head = ''] = files['report.md'].split(/^---$/m);

    expect(parseYaml(head)).toEqual({
      model_name: 'telco-churn',
      library_name: 'sklearn',
      pipeline_tag: 'tabular-classification',
      tags: ['ratchet', 'snowflake', 'tabular-classification'],
      'model-index': [
        {
          name: 'telco-churn',
          results: [
            {
              task: { type: 'tabular-classification' },
              dataset: {
                type: 'private',
                name: '1409 held-out rows of snapshot 8412093312',
                split: 'test',
              },
              metrics: [
                { type: 'roc_auc', value: 0.8422 },
                { type: 'pr_auc', value: 0.661 },
                { type: 'log_loss', value: 0.4272 },
                { type: 'accuracy', value: 0.7995 },
                { type: 'f1', value: 0.5912 },
              ],
            },
          ],
        },
      ],
    });
    const uses = files['report.md'].split('### Uses')[1]?.split('###')[0] ?? '';
    expect(uses.match(/To be filled in by the team\./g)).toHaveLength(3);
  });

  it('claims no results of a model whose scores are its own procedure’s', async () => {
    const data = binaryWithoutChampion();
    const evidence = data.evidence && {
      ...data.evidence,
      candidate: { ...data.evidence.candidate, source: 'self-reported' as const },
    };
    const files = await renderReport({ ...data, evidence, diagnostics: null });

    expect(files['report.md']).not.toContain('model-index');
    expect(files['report.md']).toContain('no held-out predictions of ours to draw');
  });
});

describe('names that mean harm', () => {
  it('stand in the page as what they are', async () => {
    const data = hostile(binaryWithChampion());
    const files = await renderReport(data);
    const { elements } = readPage(files['report.html']);
    const texts = elements.flatMap((element) =>
      element.childNodes.flatMap((child) => ('value' in child ? child.value : [])),
    );

    expect(texts.filter((text) => text.includes(MARK)).length).toBeGreaterThan(20);
    expect(named(elements, 'svg').some((svg) => textOf(svg).includes('</title>'))).toBe(true);
  });
});
