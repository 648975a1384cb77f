import type { ReportData } from '../../pipeline/report.js';
import { note, type Section } from '../document.js';

/** Whether the run came to no verdict, so that there is nothing of a candidate to tell. */
export function isUnjudged({ decision, evidence }: ReportData): boolean {
  return decision === null && evidence === null;
}

/** What stands in the place of the gate's table. */
export function unjudgedSection(): Section {
  return {
    id: 'gate',
    title: 'What the gate judged',
    blocks: [
      note('Nothing: the run ended before its gate, and what serves is what served before.'),
    ],
  };
}
