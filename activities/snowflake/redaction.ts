const HIDDEN = '…';
const MAX_LENGTH = 600;

const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g,
  /eyJ[\w-]+(\.[\w-]+)*/g,
  /\bver:\d+-hint:[\w:+/=-]+/g,
  /(?<=\b(?:token|sig|signature|password|passcode|passphrase|secret|pwd|x-amz-[a-z-]+)["']?\s*[=:]\s*["']?)[^\s"'&,;)]+/gi,
];

/** Where a quote may begin: not at the apostrophe of "isn't" or "procedure's". */
export const OPENING_QUOTE = /(?!(?<=n)'t\b|(?<=[a-z])'s\b)['"]/;
/**
 * `kept` is never data: where a load failed, as a staged file's name or a column as Snowflake writes it there, and what
 * Snowflake does not support. A quote within a word ends none.
 */
const QUOTED =
  /(?<kept>\bFile '[^'\n]*'(?=, line \d)|\bcolumn "[^"\n]*"\["[^"\n]*":\d+\]|\bUnsupported feature '[^'\n]*')|(?!(?<=n)'t\b|(?<=[a-z])'s\b)'(?:[^']|''|'(?=\w))*'|"(?:[^"]|""|"(?=\w))*"/g;
/** What a Snowflake name looks like, dotted or not; data seldom does. */
const NAME = /^["'](?:[A-Z_][A-Z0-9_$]*|"")(?:\.(?:[A-Z_][A-Z0-9_$]*|""))*["']$/;
/** From the first quote to the last one, whatever is between: a value may hold quotes itself. */
const ALL_QUOTED = new RegExp(`${OPENING_QUOTE.source}(?:[^]*['"]|[^]*)`);
/** Where a load failed, as Snowflake ends its message; the hint that may follow quotes words of its own. */
const LOAD_PLACE =
  /\sFile '[^'\n]*', line \d+, character \d+(?:\s+Row \d+(?: starts at line \d+)?(?:, column "[^"\n]*"\["[^"\n]*":\d+\])?)?(?:\s+If you would like [^'"]*(?:'[A-Za-z_ ]+'[^'"]*)*)?$/;
const ROW_VALUES = /(Row Values: ?)\[[\s\S]*/i;
const CAST_VALUE = /(\bcast variant value )[\s\S]*?(?= to [A-Z_]+(?:\([\d, ]+\))?$|$)/i;
/** "Number out of representable range: type FIXED[SB4](9,0){nullable}, value 12345678901". */
const OUT_OF_RANGE = /(\bout of representable range\b[\s\S]*?, value )[\s\S]*/i;
/** What data exceptions say before the value, which may look like a name; their SQLSTATE does not come with all of them. */
const DATA_EXCEPTION =
  /(?:\b(?:(?:numeric|boolean) value|date|time|timestamp|string|can't parse) ['"]|\berror parsing [A-Z]+:|\bnot a legal [\w-]+-encoded value\b|\bcast variant value |\bout of representable range\b)/i;
/** A word of four digits and more: an amount, a date, a customer number. */
const NUMBERED_WORD = /\b[\w.@+-]*\d[\w.@+-]*\b/g;

/** Hides keys, tokens and passwords. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((hidden, secret) => hidden.replace(secret, HIDDEN), text);
}

function digitsIn(word: string): number {
  return word.replaceAll(/\D/g, '').length;
}

/** One line without secrets and row values; quoted Snowflake names stay when `mayName` says so, but in a data exception. */
export function withoutValues(text: string, mayName: boolean): string {
  const told = withoutSecrets(text);
  const keepNames = mayName && !DATA_EXCEPTION.test(told);
  const place = keepNames ? '' : (LOAD_PLACE.exec(told)?.[0] ?? '');
  const said = told
    .slice(0, told.length - place.length)
    .replace(ROW_VALUES, `$1[${HIDDEN}]`)
    .replace(CAST_VALUE, `$1${HIDDEN}`)
    .replace(OUT_OF_RANGE, `$1${HIDDEN}`);
  const hidden = keepNames ? withoutLiterals(said) : said.replace(ALL_QUOTED, `'${HIDDEN}'`);
  return shortened(`${hidden}${place}`.replaceAll(/\s+/g, ' ').trim());
}

function withoutLiterals(text: string): string {
  return text.replace(QUOTED, (quote, kept: string | undefined) =>
    kept !== undefined || NAME.test(quote) ? quote : `'${HIDDEN}'`,
  );
}

/** As `withoutValues`, for texts that anyone may have written: words with many digits are hidden as well. */
export function withoutAnyValues(text: string): string {
  return withoutValues(
    text.replace(NUMBERED_WORD, (word) => (digitsIn(word) < 4 ? word : HIDDEN)),
    false,
  );
}

function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}${HIDDEN}` : text;
}
