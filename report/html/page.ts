import type { Document, Headline, Section } from '../document.js';
import { blockMarkup } from './block.js';
import { type Markup, markup, trusted } from './markup.js';
import { STYLE } from './style.js';

/**
 * A document as one page that needs nothing else: no script, no font, no request. What the policy in its head forbids a
 * browser does not even try, should a text ever get past the escaping.
 */
export async function pageText({ headline, sections }: Document): Promise<string> {
  const bodies = await Promise.all(sections.map(sectionMarkup));
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${headline.model}: ${headline.verdict}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${headerMarkup(headline)}
<nav aria-label="Parts of this report"><ul>${sections.map(linkMarkup)}</ul></nav>
<main>
${bodies}</main>
</body>
</html>
`;
  return page.text;
}

const MARKS: Readonly<Record<Headline['tone'], string>> = {
  good: '✔',
  warning: '●',
  bad: '✘',
  quiet: '',
};

function headerMarkup({ model, verdict, tone, reason, when }: Headline): Markup {
  return markup`<header class="${tone}">
<p class="model">${model}</p>
<h1><span aria-hidden="true">${MARKS[tone]}</span> ${verdict.replaceAll('_', ' ')}</h1>
<p class="reason">${reason}</p>
<p class="quiet">${when}</p>
</header>`;
}

function linkMarkup({ id, title }: Section): Markup {
  return markup`<li><a href="#${id}">${title}</a></li>`;
}

async function sectionMarkup({ id, title, blocks }: Section): Promise<Markup> {
  return markup`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
${await Promise.all(blocks.map(blockMarkup))}</section>
`;
}
