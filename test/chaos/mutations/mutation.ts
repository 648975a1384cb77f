/** One place in the code, and what stands there instead. */
export interface Change {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly text: string;
  readonly replacement: string;
}

/** A promise taken out of the code, and what must notice. */
export interface Mutation {
  readonly name: string;
  /** More than one where one line would stand in for the other. */
  readonly changes: readonly Change[];
  /** A command that passes without the mutation, and must fail with it. */
  readonly check: readonly string[];
}

/** The text of the file with the change in it. Throws an Error when what is to be taken out is not there once. */
export function changed(source: string, { file, text, replacement }: Change): string {
  const count = source.split(text).length - 1;
  if (count !== 1) {
    throw new Error(
      `A mutation is out of date: found ${JSON.stringify(text)} ${count} times in ${file}, expected it once.`,
    );
  }
  return source.replace(text, () => replacement);
}
