import type { ReportData } from '../pipeline/report.js';
import { documentOf } from './document-of.js';
import { pageText } from './html/page.js';
import { frontMatter } from './markdown/front-matter.js';
import { markdownText } from './markdown/page.js';

/** The same report three times: for people, for reviews and hubs, for machines. By the names of their files. */
export type ReportFiles = Readonly<Record<'report.html' | 'report.md' | 'report.json', string>>;

/** Renders a report; the same data gives the same bytes. */
export async function renderReport(data: ReportData): Promise<ReportFiles> {
  const document = documentOf(data);
  return {
    'report.html': await pageText(document),
    'report.md': `${frontMatter(data)}\n${markdownText(document)}`,
    'report.json': `${JSON.stringify(data, null, 2)}\n`,
  };
}
