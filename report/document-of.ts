import { isUnjudged, type ReportData } from '../pipeline/report.js';
import type { Block, Document, Section } from './document.js';
import { cardSection } from './sections/card.js';
import { dataSection } from './sections/data.js';
import { gateSection } from './sections/gate.js';
import { furtherReasons, headline } from './sections/headline.js';
import { historySection } from './sections/history.js';
import { importanceSection } from './sections/importance.js';
import { lineageSection } from './sections/lineage.js';
import { performanceSection } from './sections/performance.js';
import { slicesSection } from './sections/slices.js';
import { timingsSection } from './sections/timings.js';
import { unjudgedSection } from './sections/unjudged.js';

/** The report on a run, in the order in which people ask: what, why, how well, on what, from where. */
export function documentOf(data: ReportData): Document {
  const sections = isUnjudged(data)
    ? [withReasons(data, unjudgedSection()), lineageSection(data)]
    : judgedSections(data);
  return { headline: headline(data), sections };
}

function judgedSections(data: ReportData): readonly Section[] {
  const sections = [
    withReasons(data, gateSection(data)),
    performanceSection(data),
    importanceSection(data),
    slicesSection(data),
    dataSection(data),
    historySection(data),
    timingsSection(data),
    lineageSection(data),
    cardSection(data),
  ];
  return sections.filter((section) => section !== null);
}

function withReasons(data: ReportData, section: Section): Section {
  const items = furtherReasons(data);
  const more: Block[] =
    items.length === 0
      ? []
      : [
          { kind: 'heading', text: 'Further reasons' },
          { kind: 'list', items },
        ];
  return { ...section, blocks: [...more, ...section.blocks] };
}
