import { parse, type DefaultTreeAdapterTypes, type ParserError } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;
export type Element = DefaultTreeAdapterTypes.Element;

/** A page as a browser reads it. */
export interface HtmlPage {
  /** What the parser had to put right; empty for a well-formed page. */
  readonly errors: readonly string[];
  /** Every element, in the order of the page. */
  readonly elements: readonly Element[];
}

/** Reads a page by the rules that browsers follow. */
export function readPage(html: string): HtmlPage {
  const errors: string[] = [];
  const onParseError = ({ code, startLine }: ParserError) => errors.push(`${startLine}: ${code}`);
  const document = parse(html, { onParseError, sourceCodeLocationInfo: true });
  return { errors, elements: document.childNodes.flatMap(elementsOf) };
}

export function elementsOf(node: Node): Element[] {
  if (!('tagName' in node)) return [];
  return [node, ...node.childNodes.flatMap(elementsOf)];
}

export function named(elements: readonly Element[], ...names: readonly string[]): Element[] {
  return elements.filter(({ tagName }) => names.includes(tagName));
}

export function attribute({ attrs }: Element, wanted: string): string | undefined {
  return attrs.find(({ name }) => name === wanted)?.value;
}

/** The text of an element and all in it. */
export function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}
