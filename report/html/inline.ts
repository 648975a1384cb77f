import type { Text } from '../document.js';
import { type Markup, markup } from './markup.js';

/** A sentence with its ids and names in the type of code. */
export function inline(text: Text): Markup {
  if (typeof text === 'string') return markup`${text}`;
  return markup`${text.map((piece) =>
    typeof piece === 'string' ? markup`${piece}` : markup`<code>${piece.code}</code>`,
  )}`;
}
