import type { RunEnd } from '../pipeline/outcome.js';
import { oneLine } from './markdown-table.js';

/** What came of the report on a run. */
export type ReportState =
  | { readonly kind: 'written'; readonly location: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Where the report lies, or why it could not be written; empty before that was tried. */
export function reportText({
  end,
  report,
}: {
  readonly end: RunEnd | null;
  readonly report: ReportState | null;
}): string {
  if (end === null || report === null) return '';
  const open = `\`ratchet report ${end.run.id} --open\``;
  return report.kind === 'written'
    ? `Report: \`${report.location}report.html\`, or ${open}.`
    : `The report could not be written: ${oneLine(report.reason)} Once that is mended: ${open}.`;
}
