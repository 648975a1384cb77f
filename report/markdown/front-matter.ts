import { stringify } from 'yaml';

import type { Evidence } from '../../pipeline/evidence.js';
import type { ReportData } from '../../pipeline/report.js';
import { finite } from '../numbers.js';

/**
 * What Hugging Face's hub reads of a model card, between lines of dashes; nothing in it that the run does not know. Scores
 * that a procedure reports of itself are no results.
 */
export function frontMatter({ run, decision, evidence }: ReportData): string {
  const packages = decision?.record.recipe.packages ?? {};
  const task = evidence === null ? null : taskTag(evidence.task ?? 'binary');
  const card = {
    model_name: run.model,
    ...(Object.hasOwn(packages, 'scikit-learn') ? { library_name: 'sklearn' } : {}),
    ...(task === null ? {} : { pipeline_tag: task }),
    tags: ['ratchet', 'snowflake', ...(task === null ? [] : [task])],
    ...(evidence === null || task === null || evidence.candidate.source === 'self-reported'
      ? {}
      : { 'model-index': [{ name: run.model, results: [resultsOf(evidence, task)] }] }),
  };
  return `---\n${stringify(card, { lineWidth: 0 })}---\n`;
}

function taskTag(task: string): string {
  return task === 'regression' ? 'tabular-regression' : 'tabular-classification';
}

function resultsOf({ candidate, rows, snapshot }: Evidence, task: string) {
  const metrics = Object.entries(candidate.metrics).flatMap(([type, score]) => {
    const value = finite(score);
    return value === null ? [] : [{ type, value }];
  });
  return {
    task: { type: task },
    dataset: {
      type: 'private',
      name: `${rows.test} held-out rows of snapshot ${snapshot}`,
      split: 'test',
    },
    metrics,
  };
}
