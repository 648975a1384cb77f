import type { ReportData } from '../../pipeline/report.js';
import { type Block, type Fact, type Inline, type Section } from '../document.js';
import { durationText } from '../../pipeline/duration-text.js';
import { servingFunction } from '../serving-function.js';

/** Where everything came from, and by which ids it is found again. */
export function lineageSection(data: ReportData): Section {
  return {
    id: 'lineage',
    title: 'Lineage',
    blocks: [{ kind: 'facts', facts: facts(data) }, ...packages(data)],
  };
}

function facts(data: ReportData): Fact[] {
  const { run, decision, evidence, promotion } = data;
  const recipe = decision?.record.recipe;
  const found: (readonly [string, Fact['text'] | null])[] = [
    ['Run', ids(run.runId)],
    ['Workflow', ids(run.workflowId)],
    ['Started by', startedBy(data)],
    ['Code digest', ids(run.codeDigest)],
    ['Git commit', run.gitCommit === null ? null : commit(run.gitCommit)],
    ['Policy digest', ids(decision?.policyDigest ?? null)],
    ['Evidence digest', ids(decision?.evidenceDigest ?? null)],
    ['Data snapshot', ids(evidence?.snapshot ?? recipe?.snapshot ?? null)],
    ['Artifact', ids(promotion?.artifact ?? null)],
    ['Artifact sha256', ids(evidence?.artifactSha256 ?? recipe?.artifactSha256 ?? null)],
    ['Function', promotion === null ? null : servedBy(data)],
    ['Python', ids(recipe?.python ?? null)],
    [
      'Training',
      recipe?.trainingMs == null ? null : `${durationText(recipe.trainingMs)} in the warehouse`,
    ],
    ['Query ids', run.queryIds.length === 0 ? null : ids(...run.queryIds)],
  ];
  return found.flatMap(([name, text]) => (text === null ? [] : [{ name, text }]));
}

function ids(...values: readonly (string | null)[]): Fact['text'] | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return known.flatMap((code, index): Inline[] => (index === 0 ? [{ code }] : [' ', { code }]));
}

function commit(noted: string): Fact['text'] {
  const [code = noted, isDirty] = noted.split('-');
  return isDirty === undefined
    ? [{ code }]
    : [{ code }, ', with changes in the folder that were not committed'];
}

function startedBy({ run }: ReportData): string {
  const who = run.trigger === 'schedule' ? `the Schedule, by ${run.startedBy}` : run.startedBy;
  return run.reason === null ? who : `${who}: ${run.reason}`;
}

function servedBy(data: ReportData): Fact['text'] {
  const own = { code: data.promotion?.functionName ?? '' };
  const serving = servingFunction(data);
  return serving === null ? [own] : [{ code: serving }, ', which is ', own];
}

function packages({ decision }: ReportData): Block[] {
  const all = Object.entries(decision?.record.recipe.packages ?? {});
  if (all.length === 0) return [];
  return [
    { kind: 'heading', text: 'Packages' },
    {
      kind: 'table',
      label: 'Packages',
      table: {
        columns: [{ name: 'package' }, { name: 'version' }],
        rows: all.map(([name, version]) => [
          { text: [{ code: name }] },
          { text: [{ code: version }] },
        ]),
      },
    },
  ];
}
