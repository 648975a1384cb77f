import { draw } from '../charts/draw.js';
import type { Figure } from '../document.js';
import { type Markup, markup, trusted } from './markup.js';
import { tableMarkup } from './table.js';

/** A drawing with its title, its text for those who cannot see it, and its numbers to unfold. */
export async function figureMarkup(figure: Figure): Promise<Markup> {
  const { id, title, description, table } = figure;
  return markup`<figure id="figure-${id}">
<figcaption>${title}</figcaption>
${await svgMarkup(figure)}
<p class="quiet">${description}</p>
<details><summary>Data of “${title}”: ${table.rows.length} rows</summary>
${tableMarkup(table, `Data of ${title}`)}
</details>
</figure>
`;
}

const OPENING_TAG = /^<svg [^>]*?viewBox="0 0 (?<width>[\d.]+) (?<height>[\d.]+)"[^>]*>/;

async function svgMarkup({ id, title, description, drawing }: Figure): Promise<Markup> {
  const svg = await draw(drawing);
  const opening = OPENING_TAG.exec(svg);
  const { width, height } = opening?.groups ?? {};
  if (opening === null || width === undefined || height === undefined) {
    throw new Error(`The drawing ${id} is no SVG with a view box: ${svg.slice(0, 80)}`);
  }
  return markup`<svg role="img" aria-labelledby="${id}-title ${id}-text" viewBox="0 0 ${width} ${height}">
<title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>
${trusted(svg.slice(opening[0].length))}`;
}
