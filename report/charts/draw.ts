import { setImmediate } from 'node:timers/promises';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import { measureTextByLetters } from './text-width.js';
import { THEME } from './theme.js';

measureTextByLetters();

/** A drawing as the text of an SVG element without a size of its own: it takes the width it is given. */
export async function draw(drawing: TopLevelSpec): Promise<string> {
  // Drawing takes tens of milliseconds: in between, a Worker has heartbeats to send.
  await setImmediate();
  const view = new View(parse(compile(drawing, { config: THEME }).spec), { renderer: 'none' });
  try {
    return lean(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** Vega writes for each group what a script would need to answer to a mouse; nobody clicks on paper. */
const UNSEEN = [
  / aria-(?:hidden|roledescription)="[^"]*"/g,
  / role="graphics-(?:object|symbol)"/g,
  / pointer-events="none"/g,
  / class="[^"]*"/g,
  /<path aria-hidden="true" d="" display="none"\/>/g,
  /<path d="" display="none"\/>/g,
  /<path d="M0,0h0v0h0Z"\/>/g,
  / opacity="1"/g,
  / font-family="inherit"/g,
];

function lean(svg: string): string {
  return UNSEEN.reduce((text, pattern) => text.replaceAll(pattern, ''), svg);
}
