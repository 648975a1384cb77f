import type { TopLevelSpec } from 'vega-lite';

/** A piece of a sentence; `code` is an id, a name or a value as it is written somewhere. */
export type Inline = string | { readonly code: string };
export type Text = string | readonly Inline[];

/** How a cell is meant, beside its words. */
export type Tone = 'good' | 'warning' | 'bad' | 'quiet';

export interface Cell {
  readonly text: Text;
  readonly tone?: Tone;
  /** A word or two of our own, which stay on one line; any other text breaks wherever it has to. */
  readonly isWord?: true;
}

export interface Column {
  readonly name: string;
  /** Numbers stand at the right. */
  readonly isNumber?: true;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A drawing and what it is drawn from. */
export interface Figure {
  /** Unique in the document: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What a person who cannot see the drawing has to know. */
  readonly description: string;
  readonly drawing: TopLevelSpec;
  readonly table: Table;
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: Text }
  /** Why something is not here. */
  | { readonly kind: 'note'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'table'; readonly label: string; readonly table: Table }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] };

export interface Fact {
  readonly name: string;
  readonly text: Text;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What came of a run, in one look. */
export interface Headline {
  readonly model: string;
  /** For example `PROMOTED`. */
  readonly verdict: string;
  readonly tone: Tone;
  /** Why, in one sentence. */
  readonly reason: string;
  readonly when: string;
}

/** A report before it is HTML or Markdown. */
export interface Document {
  readonly headline: Headline;
  readonly sections: readonly Section[];
}

export function cell(text: Text, tone?: Tone): Cell {
  return tone === undefined ? { text } : { text, tone };
}

/** A word or two of our own that say how something came out. */
export function word(text: string, tone: Tone): Cell {
  return { text, tone, isWord: true };
}

export function paragraph(text: Text): Block {
  return { kind: 'paragraph', text };
}

export function note(text: Text): Block {
  return { kind: 'note', text };
}
