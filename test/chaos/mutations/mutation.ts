/** A promise taken out of the code, and what must notice. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly text: string;
  readonly replacement: string;
  /** A command that passes without the mutation, and must fail with it. */
  readonly check: readonly string[];
}

/** The text of the file with the mutation in it. Throws an Error when what is to be taken out is not there once. */
export function mutated(source: string, { name, file, text, replacement }: Mutation): string {
  const count = source.split(text).length - 1;
  if (count !== 1) {
    throw new Error(
      `The mutation "${name}" is out of date: found its text ${count} times in ${file}, expected it once.`,
    );
  }
  return source.replace(text, () => replacement);
}
