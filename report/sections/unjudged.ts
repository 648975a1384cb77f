import { note, type Section } from '../document.js';

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
