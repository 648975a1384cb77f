import type { Block, Fact } from '../document.js';
import { figureMarkup } from './figure.js';
import { inline } from './inline.js';
import { type Markup, markup } from './markup.js';
import { tableMarkup } from './table.js';

/** One block of a section. */
export async function blockMarkup(block: Block): Promise<Markup> {
  if (block.kind === 'paragraph') return markup`<p>${inline(block.text)}</p>\n`;
  if (block.kind === 'note') return markup`<p class="note">${inline(block.text)}</p>\n`;
  if (block.kind === 'heading') return markup`<h3>${block.text}</h3>\n`;
  if (block.kind === 'list')
    return markup`<ul>${block.items.map((item) => markup`<li>${inline(item)}</li>`)}</ul>\n`;
  if (block.kind === 'facts') return markup`<dl>${block.facts.map(factMarkup)}</dl>\n`;
  if (block.kind === 'table') return markup`${tableMarkup(block.table, block.label, true)}\n`;
  if (block.kind === 'figures')
    return markup`<div class="figures">\n${await Promise.all(block.figures.map(figureMarkup))}</div>\n`;
  return markup`<pre><code>${block.text}</code></pre>\n`;
}

function factMarkup({ name, text }: Fact): Markup {
  return markup`<div><dt>${name}</dt><dd>${inline(text)}</dd></div>`;
}
