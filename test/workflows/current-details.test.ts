import { describe, expect, it } from 'vitest';

import { decideGate } from '../../pipeline/decide-gate.js';
import { METRIC_NAMES, METRICS } from '../../pipeline/metrics.js';
import type { RunEnd } from '../../pipeline/outcome.js';
import type { Progress, StepProgress } from '../../pipeline/progress.js';
import { STEPS, type Step } from '../../pipeline/step.js';
import { currentDetails } from '../../workflows/current-details.js';
import { evidenceOf, evidenceWith, policyOf } from '../support/evidence.js';
import { requestWith } from '../support/retraining-request.js';

const { spec } = requestWith();

function done(step: Step, change: Partial<StepProgress> = {}): StepProgress {
  return {
    step,
    state: 'done',
    startedAt: '2026-11-24T06:00:00.000Z',
    endedAt: '2026-11-24T06:00:01.500Z',
    summary: 'done',
    rows: 1409,
    queryId: '01b2c3d4-0604-2f1d-0001-9a5e00012345',
    ...change,
  };
}

function endOf(change: Partial<RunEnd>): RunEnd {
  const run = {
    id: 'r',
    workflowId: 'w',
    model: spec.name,
    trigger: 'manual',
    startedBy: 'ada',
    reason: null,
  } as const;
  return {
    run,
    state: 'REJECTED',
    step: 'gate',
    version: null,
    reasons: [],
    queryIds: [],
    ...change,
  };
}

const GAP = '\u00a0';

/** The details without the gaps between columns. */
function detailsOf(steps: readonly StepProgress[], end: RunEnd | null = null): string {
  const progress: Progress = { steps, verdict: null, outcome: null };
  return currentDetails({ spec, progress, evidence: null, end, report: null }).replaceAll(GAP, '');
}

describe('currentDetails', () => {
  it.each([
    ['2026-11-24T06:00:00.042Z', '42 ms'],
    ['2026-11-24T06:00:09.960Z', '10.0 s'],
    ['2026-11-24T06:12:05.000Z', '12 min 5 s'],
    ['2026-11-24T07:30:00.000Z', '90 min 0 s'],
    [null, 'since 06:00:00 UTC'],
  ])('shows a step that ended at %s as %s', (endedAt, time) => {
    expect(detailsOf([done('staging', { endedAt })])).toContain(`| staging | ${time} | 1,409 |`);
  });

  it('keeps what a step says within its cell', () => {
    const summary = 'UserCode: a | b\n# heading';

    expect(detailsOf([done('staging', { state: 'failed', summary })])).toContain(
      String.raw`| ✘ | staging | 1.5 s | 1,409 | UserCode: a \| b # heading |`,
    );
  });

  it('shows three reasons, and how many more there are', () => {
    const reasons = ['one.', 'two.', 'three.', 'four.', 'five.'];

    expect(detailsOf([], endOf({ reasons }))).toContain(
      '- one.\n- two.\n- three.\n- and 2 more, in the result of this Workflow\n\n`PREDICT_CHURN` is as it was.',
    );
  });

  it.each<[RunEnd['state'], Partial<RunEnd>, string]>([
    ['PROMOTED', { step: 'publication', version: 4 }, '`PREDICT_CHURN` answers with version 4.'],
    ['HELD', {}, 'Next: mend data, code or policy, then `ratchet run telco-churn`.'],
    [
      'NO_CHANGE',
      { step: 'features' },
      'To train all the same: `ratchet run telco-churn --force`.',
    ],
    ['FAILED', { step: 'training' }, 'Nothing was published: `PREDICT_CHURN` is as it was.'],
    ['FAILED', { step: 'publication' }, 'It may have been switched already'],
    ['CANCELLED', { step: 'staging' }, 'Nothing was published'],
  ])('ends a run that is %s at %j with what serves now', (state, change, text) => {
    const details = detailsOf([], endOf({ state, ...change }));

    expect(details).toContain(`**telco-churn: ${state}**`);
    expect(details).toContain(text);
  });

  it('keeps columns apart, which the Web UI draws without a gap', () => {
    const progress: Progress = { steps: [done('staging')], verdict: null, outcome: null };

    const details = currentDetails({ spec, progress, evidence: null, end: null, report: null });

    expect(details).toContain(`| staging${GAP} | 1.5 s${GAP} |`);
  });

  it('stays small enough for a URL when every metric is judged by several rules', () => {
    const rules = Object.fromEntries(
      METRIC_NAMES.map((metric) => [
        metric,
        METRICS[metric].direction === 'higher'
          ? { min: 0.75, maxLoss: 0.01 }
          : { max: 0.5, maxLoss: 0.01 },
      ]),
    );
    const scores = Object.fromEntries(METRIC_NAMES.map((metric) => [metric, 0.6512345678]));
    const evidence = evidenceOf(scores, scores);
    const verdict = decideGate(evidence, policyOf(rules));
    const progress: Progress = {
      steps: STEPS.map((step) => done(step)),
      verdict,
      outcome: 'REJECTED',
    };
    const reasons = verdict.kind === 'passed' ? [] : verdict.reasons;

    const details = currentDetails({
      spec,
      progress,
      evidence,
      end: endOf({ reasons }),
      report: null,
    });

    expect(reasons.length).toBeGreaterThan(3);
    expect(Buffer.byteLength(details)).toBeLessThan(3_000);
  });

  it('shows what keeps a candidate back before what passes, however many slices there are', () => {
    const slices = Array.from({ length: 50 }, (_, index) => ({
      by: 'CONTRACT',
      value: `contract ${index}`,
      rows: 200,
      entities: 200,
      champion: null,
      candidate: { roc_auc: index === 40 ? 0.6 : 0.8 },
    }));
    const evidence = evidenceWith({ slices });
    const policy = policyOf(
      { roc_auc: { min: 0.5 } },
      { slices: [{ by: 'CONTRACT', rules: { roc_auc: { min: 0.7 } } }] },
    );
    const verdict = decideGate(evidence, policy);
    const progress: Progress = { steps: [], verdict, outcome: 'REJECTED' };

    const details = currentDetails({ spec, progress, evidence, end: null, report: null });

    expect(details.replaceAll(GAP, '')).toContain(
      '| slice CONTRACT = contract 40 · roc_auc | 0.6 |  |  | at least 0.7 | -0.1 | ✘ rejected |',
    );
    expect(details).toContain('\n\n35 rows more: `ratchet explain`');
    expect(Buffer.byteLength(details)).toBeLessThan(3_000);
  });
});
