import { cell, type Block, type Figure, type Section, type Table } from '../document.js';
import { inline, plain } from './escape.js';

/** Longer ones belong to the drawing of the HTML page; the JSON has their numbers. */
const MOST_ROWS = 40;

export function sectionText({ title, blocks }: Section): string {
  return [`## ${plain(title)}`, ...blocks.map(blockText)].join('\n\n');
}

function blockText(block: Block): string {
  if (block.kind === 'paragraph') return inline(block.text);
  if (block.kind === 'note') return `> ${inline(block.text)}`;
  if (block.kind === 'heading') return `### ${plain(block.text)}`;
  if (block.kind === 'list') return block.items.map((item) => `- ${inline(item)}`).join('\n');
  if (block.kind === 'facts') {
    return block.facts.map(({ name, text }) => `- **${plain(name)}:** ${inline(text)}`).join('\n');
  }
  if (block.kind === 'table') return tableText(block.table);
  if (block.kind === 'figures') return block.figures.map(figureText).join('\n\n');
  return block.text.replaceAll(/^/gm, '    ');
}

function figureText({ title, description, table }: Figure): string {
  const head = [`### ${plain(title)}`, plain(description)];
  if (table.rows.length > MOST_ROWS) {
    return [
      ...head,
      `> Drawn from ${table.rows.length} points, in report.html and report.json.`,
    ].join('\n\n');
  }
  return [...head, tableText(table)].join('\n\n');
}

function tableText({ columns, rows }: Table): string {
  const lines = [
    columns.map(({ name }) => plain(name)),
    columns.map(({ isNumber }) => (isNumber ? '--:' : '---')),
    ...rows.map((row) => columns.map((_, index) => inline((row[index] ?? cell('')).text))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
