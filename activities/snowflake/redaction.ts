const HIDDEN = '…';
const MAX_LENGTH = 600;

const SECRETS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g,
  /eyJ[\w-]+(\.[\w-]+)*/g,
  /\bver:\d+-hint:[\w:+/=-]+/g,
  /(?<=\b(?:token|sig|signature|password|passcode|passphrase|secret|pwd|x-amz-[a-z-]+)["']?\s*[=:]\s*["']?)[^\s"'&,;)]+/gi,
];

/**
 * `kept` is never data: where a load failed, as a staged file's name or a column as Snowflake writes it there, and what
 * Snowflake does not support.
 */
const QUOTED =
  /(?<kept>\bFile '[^'\n]*'(?=, line \d)|\bcolumn "[^"\n]*"\["[^"\n]*":\d+\]|\bUnsupported feature '[^'\n]*')|'(?:[^'\n]|'')*'|"(?:[^"\n]|"")*"/g;
/** What a Snowflake name looks like, dotted or not; data seldom does. */
const NAME = /^["'](?:[A-Z_][A-Z0-9_$]*|"")(?:\.(?:[A-Z_][A-Z0-9_$]*|""))*["']$/;
const ROW_VALUES = /(Row Values: ?)\[[\s\S]*?(\]|$)/gi;
/** A word of four digits and more: an amount, a date, a customer number. */
const NUMBERED_WORD = /\b[\w.@+-]*\d[\w.@+-]*\b/g;

/** Hides keys, tokens and passwords. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((hidden, secret) => hidden.replace(secret, HIDDEN), text);
}

function digitsIn(word: string): number {
  return word.replaceAll(/\D/g, '').length;
}

/** One line without secrets and row values; quoted Snowflake names stay when `keepNames` says so. */
export function withoutValues(text: string, keepNames: boolean): string {
  const hidden = withoutSecrets(text)
    .replace(ROW_VALUES, `$1[${HIDDEN}]`)
    .replace(QUOTED, (quote, kept: string | undefined) =>
      kept !== undefined || (keepNames && NAME.test(quote)) ? quote : `'${HIDDEN}'`,
    );
  return shortened(hidden.replaceAll(/\s+/g, ' ').trim());
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
