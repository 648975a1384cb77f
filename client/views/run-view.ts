import type { RetrainingOutcome } from '../../pipeline/outcome.js';
import { isRollback, type RollbackOutcome } from '../../pipeline/rollback.js';
import type { Colors } from '../output.js';
import type { RunFailure } from '../runs/run-failure.js';
import type { RunReport } from '../runs/run-report.js';
import { candidatesView } from './candidates-view.js';
import { gateView } from './gate-view.js';
import { progressLine } from './progress-lines.js';
import { indented } from './table.js';

/** A run as a person reads it: which, how far, what the gate said, how it ended. */
export function runView(run: RunReport, colors: Colors): string {
  const steps = run.progress?.steps.map((step) => `  ${progressLine(step, colors)}`) ?? [];
  const compared = run.progress?.steps.flatMap((step) => step.compared ?? []) ?? [];
  const candidates = compared.map((all) => indented(candidatesView(all, colors)));
  const parts = [headline(run, colors), steps.join('\n'), ...candidates, endView(run, colors)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function headline(run: RunReport, colors: Colors): string {
  const time =
    run.endedAt === null ? `since ${run.startedAt}` : `${run.startedAt} to ${run.endedAt}`;
  const lines = [
    `${colors.bold(run.model)}  ${run.status.toLowerCase().replaceAll('_', ' ')}  ${time}`,
    `run ${run.runId} of ${run.workflowId}`,
  ];
  return [...lines, ...(run.url === null ? [] : [run.url])].join('\n');
}

/** How a run ended; empty while it is open. */
export function endView(
  { outcome, failure }: Pick<RunReport, 'outcome' | 'failure'>,
  colors: Colors,
): string {
  if (failure !== null) return failureView(failure, colors);
  return outcome === null ? '' : outcomeView(outcome, colors);
}

function outcomeView(outcome: RetrainingOutcome | RollbackOutcome, colors: Colors): string {
  if (isRollback(outcome)) return rollbackView(outcome, colors);
  if (outcome.kind === 'NO_CHANGE') {
    return `${colors.green('✔')} NO CHANGE  ${outcome.reasons.join(' ')}`;
  }
  const table = gateView(outcome.evidence, outcome.verdict, colors);
  return [indented(table), '', ...verdictLines(outcome, colors)].join('\n');
}

function verdictLines(
  outcome: Exclude<RetrainingOutcome, { readonly kind: 'NO_CHANGE' }>,
  colors: Colors,
): string[] {
  if (outcome.kind === 'PROMOTED') {
    const { version, previousVersion, functionName } = outcome.publication;
    const before = previousVersion === null ? '' : `, after version ${previousVersion}`;
    return [
      `${colors.green('✔')} ${colors.bold('PROMOTED')}  ${functionName} serves version ${version}${before}`,
    ];
  }
  const color = outcome.kind === 'HELD' ? colors.yellow : colors.red;
  const what = outcome.kind === 'HELD' ? 'kept back; nothing changed' : 'refused; nothing changed';
  return [
    `${color(outcome.kind === 'HELD' ? '●' : '✘')} ${colors.bold(outcome.kind)}  ${what}`,
    ...outcome.reasons.map((reason) => `  - ${reason}`),
  ];
}

function rollbackView(outcome: RollbackOutcome, colors: Colors): string {
  if (outcome.kind === 'SUPERSEDED') {
    return `${colors.yellow('●')} ${colors.bold('SUPERSEDED')}  ${outcome.reasons.join(' ')}`;
  }
  const { functionName, version, previousVersion, fence, argumentsDiffer } = outcome.rollback;
  const served = `${functionName} serves version ${version} again, after version ${previousVersion} (fence ${fence})`;
  const lines = [`${colors.green('✔')} ${colors.bold('ROLLED BACK')}  ${served}`];
  if (argumentsDiffer) {
    lines.push(
      colors.yellow(
        `  Version ${version} takes other arguments than version ${previousVersion}: change the calls of ${functionName}.`,
      ),
    );
  }
  return lines.join('\n');
}

function failureView(failure: RunFailure, colors: Colors): string {
  const where = failure.activity === null ? '' : ` in ${failure.activity}`;
  const query = failure.queryId === null ? [] : [`  query id ${failure.queryId}`];
  return [
    `${colors.red('✘')} ${colors.bold('FAILED')}  ${failure.type}${where}`,
    `  ${failure.message.trimEnd().replaceAll('\n', '\n  ')}`,
    ...query,
    `  ${failure.advice}`,
  ].join('\n');
}
