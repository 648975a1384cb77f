/** HTML that is safe to stand in a page as it is. Only {@link markup} and {@link trusted} make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | readonly Markup[];

/**
 * HTML from a template: what stands in `${…}` is text and is escaped, for elements as for quoted attributes, unless it is
 * markup itself.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(
    parts.map((part, index) => part + (index < values.length ? shown(values[index]) : '')).join(''),
  );
}

/** Takes text as HTML: for what this program wrote itself, such as a drawing or a style sheet. */
export function trusted(html: string): Markup {
  return new Markup(html);
}

export const NOTHING = new Markup('');

function shown(value: Value | undefined): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters and halves of pairs have no place in a page: they show as what they are, unprintable. */
const UNPRINTABLE = /[\p{Control}\p{Surrogate}\uFFFE\uFFFF]/gu;
const WHITE_SPACE = /[\t\n\r]/;

function escaped(text: string): string {
  return text
    .replaceAll(UNPRINTABLE, (character) => (WHITE_SPACE.test(character) ? character : '\uFFFD'))
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
