import type { Cell, Column, Table } from '../document.js';
import { inline } from './inline.js';
import { type Markup, markup, NOTHING } from './markup.js';

/**
 * A table in a box of its own, which scrolls where the page is narrow. With `stacks` each row becomes a card there
 * instead, with the names of the columns before its cells.
 */
export function tableMarkup({ columns, rows }: Table, label: string, stacks = false): Markup {
  return markup`<div class="table${stacks ? ' stacks' : ''}" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map(headMarkup)}</tr></thead>
<tbody>
${rows.map(
  (row) => markup`<tr>${row.map((one, index) => cellMarkup(one, columns[index], index === 0))}</tr>
`,
)}</tbody>
</table></div>`;
}

function headMarkup({ name, isNumber }: Column): Markup {
  return markup`<th scope="col"${isNumber ? markup` class="number"` : NOTHING}>${name}</th>`;
}

function cellMarkup(
  { text, tone, isWord }: Cell,
  column: Column | undefined,
  isFirst: boolean,
): Markup {
  const classes = [column?.isNumber ? 'number' : '', tone ?? '', isWord ? 'word' : ''].filter(
    (name) => name !== '',
  );
  const attribute = classes.length === 0 ? NOTHING : markup` class="${classes.join(' ')}"`;
  const data = markup` data-label="${column?.name ?? ''}"`;
  return isFirst
    ? markup`<th scope="row"${attribute}${data}>${inline(text)}</th>`
    : markup`<td${attribute}${data}>${inline(text)}</td>`;
}
