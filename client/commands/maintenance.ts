import type { Command } from 'commander';

import { DURATION_PATTERN, durationMs } from '../../pipeline/duration.js';
import { hasProblem } from '../../pipeline/maintenance-lines.js';
import { withTemporal, type Temporal } from '../connect.js';
import { CliError, EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { applyMaintenance, MAINTAINED_EVERY } from '../maintenance/maintenance-schedule.js';
import { maintenanceResult, startMaintenance } from '../maintenance/run-maintenance.js';
import type { Output } from '../output.js';
import { isPolled, noWorkerHint } from '../task-queue.js';
import { maintenanceView } from '../views/maintenance-view.js';

const SHORTEST_MS = durationMs('1m');

interface ApplyOptions {
  readonly every: string;
}

/** `ratchet maintenance`: what keeps warehouse and ledger together beside the runs, now or by a Schedule. */
export function addMaintenanceCommand(program: Command, invocation: Invocation): void {
  const maintenance = program
    .command('maintenance')
    .description('restore what serves, end and remove what runs left behind: run, apply');
  maintenance
    .command('run')
    .description('do it now, and tell what was restored, closed, stopped and removed')
    .action((_: object, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => run(temporal, output)),
      ),
    );
  maintenance
    .command('apply')
    .description('create or update the Temporal Schedule that does it again and again')
    .option('--every <duration>', 'each time wakes the warehouse', readEvery, MAINTAINED_EVERY)
    .action(({ every }: ApplyOptions, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => apply(temporal, every, output)),
      ),
    );
}

function readEvery(text: string): string {
  if (DURATION_PATTERN.test(text) && durationMs(text) >= SHORTEST_MS) return text;
  throw new CliError(
    EXIT.BAD_INPUT,
    `Found --every ${text}, expected a minute or more, for example 5m, 1h or 1d.`,
  );
}

async function run(temporal: Temporal, output: Output): Promise<ExitCode> {
  const isWorkerThere = await isPolled(temporal);
  const started = await startMaintenance(temporal);
  output.note(`Maintenance started: ${started.url ?? started.workflowId}`);
  if (!isWorkerThere) output.warn(`${noWorkerHint(temporal)} Maintenance waits until one does.`);
  const detached = new AbortController();
  const stopListening = output.terminal.onInterrupt(() => detached.abort());
  const done = await maintenanceResult(started, detached.signal).finally(stopListening);
  const { workflowId, runId, url } = started;
  if (done === null) {
    output.note('Maintenance goes on; its page in the Web UI will show what it did.');
    output.result({ workflowId, runId, url, detached: true }, () => '');
    return EXIT.DETACHED;
  }
  output.result({ workflowId, runId, url, ...done }, () => maintenanceView(done, output.colors));
  return hasProblem(done) ? EXIT.RUN_FAILED : EXIT.OK;
}

async function apply(temporal: Temporal, every: string, output: Output): Promise<ExitCode> {
  const applied = await applyMaintenance(temporal, every);
  const { scheduleId, change, taskQueue } = applied;
  output.result(applied, () =>
    [
      `${output.colors.green('✔')} ${scheduleId}  ${change}, every ${every} on the Task Queue ${taskQueue}`,
      'Do it now: npx ratchet maintenance run',
    ].join('\n'),
  );
  return EXIT.OK;
}
