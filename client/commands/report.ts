import type { Command } from 'commander';

import { withTemporal, type Temporal } from '../connect.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Output } from '../output.js';
import { readReport } from '../reports/read-report.js';
import { writeFiles } from '../reports/write-files.js';

interface ReportOptions {
  readonly open?: true;
  readonly out?: string;
}

/** `ratchet report`: a run's report as files, from the ledger. */
export function addReportCommand(program: Command, invocation: Invocation): void {
  program
    .command('report')
    .description('a run as a page, as Markdown and as JSON, for people without Ratchet too')
    .argument(
      '<run>',
      'a run id, a Workflow Id or a model (its last judged run, or else its last one)',
    )
    .option('--open', 'show the page in the browser')
    .option('--out <dir>', 'where to, by default ratchet-reports/<model>/<run id>')
    .action((reference: string, options: ReportOptions, command: Command) =>
      invocation.run(command, (output, globals) =>
        withTemporal(globals, (temporal) => report(temporal, reference, options, output)),
      ),
    );
}

async function report(
  temporal: Temporal,
  reference: string,
  { open: isToOpen, out }: ReportOptions,
  output: Output,
): Promise<ExitCode> {
  const data = await readReport(temporal, reference, output);
  const page = await writeFiles(data, out);
  if (output.isJson) output.note(page);
  output.result(data, () => page);
  if (isToOpen) await showPage(page);
  return EXIT.OK;
}

async function showPage(page: string): Promise<void> {
  const { default: open } = await import('open');
  await open(page);
}
