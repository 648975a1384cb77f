import type { Document } from '../document.js';
import { sectionText } from './blocks.js';
import { plain } from './escape.js';

/** A document as Markdown, for reviews and chats; drawings are their tables. */
export function markdownText({ headline, sections }: Document): string {
  const { model, verdict, reason, when } = headline;
  return `${[
    `# ${plain(model)}: ${plain(verdict)}`,
    `**${plain(reason)}**`,
    plain(when),
    ...sections.map(sectionText),
  ].join('\n\n')}\n`;
}
