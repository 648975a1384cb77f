import type { Verdict } from '../../pipeline/verdict.js';
import type { PolicyTest, TestedRun } from '../ledger/policy-test.js';
import type { Colors } from '../output.js';
import { plainTable } from './table.js';
import { minuteText } from './time-text.js';

const HEAD = ['run', 'started', 'ended as', 'verdict', '', 'why'] as const;

/** One line for each past run: its verdict, what it would have been, and the rule that makes the difference. */
export function policyTestView(test: PolicyTest, colors: Colors): string {
  const { policy, runs, flips } = test;
  const rows = runs.map((run) => [
    run.runId,
    minuteText(run.startedAt),
    run.state,
    change(run, colors),
    mark(run, colors),
    why(run),
  ]);
  const unknown = runs.filter(({ after }) => after === null).length;
  const untold = unknown === 0 ? '' : ` ${unknown} cannot be told.`;
  return [
    plainTable(
      HEAD.map((name) => colors.dim(name)),
      rows,
    ),
    '',
    `${flips} of ${runs.length} verdicts flip under ${policy.file} (policy ${policy.digest.slice(0, 12)}).${untold}`,
  ].join('\n');
}

function change({ before, after }: TestedRun, colors: Colors): string {
  const [was, would] = [before, after].map((kind) => word(kind, colors));
  return before === after ? `${was}` : `${was} → ${would}`;
}

function word(kind: Verdict['kind'] | null, colors: Colors): string {
  if (kind === 'passed') return colors.green(kind);
  if (kind === 'held') return colors.yellow(kind);
  return kind === 'rejected' ? colors.red(kind) : colors.dim('cannot be told');
}

function mark({ flip }: TestedRun, colors: Colors): string {
  return flip === 'stricter' || flip === 'looser' ? colors.bold('flips') : '';
}

function why({ flip, rules, unmeasured, problems, after }: TestedRun): string {
  if (after === null) {
    return unmeasured.length === 0
      ? problems.map(oneLine).join(' ')
      : `nobody measured ${unmeasured.join(', ')}`;
  }
  const named = rules.map(({ subject, rule }) => `${subject}: ${rule}`).join('; ');
  return flip === 'looser' && named !== '' ? `no longer ${named}` : named;
}

/** What is wrong with a text of several fields has a line for each. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
