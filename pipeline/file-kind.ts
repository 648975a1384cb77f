/** The kinds of files that can be a source. */
export type FileKind = 'parquet' | 'csv';

/** `*` is any text to the driver's PUT, and the others mean something in the address of a stage's file. */
const UNSTAGEABLE = /[*?#%\\\p{Cc}]/u;

/** Whether a stage takes a file of this name, without its folders. */
export function isStageable(name: string): boolean {
  return !UNSTAGEABLE.test(name);
}

/** What names of files that a stage takes are, in words. */
export const STAGEABLE_NAME = 'a name without * ? # % and \\';

/** The kind of a file by the end of its name; null for files that cannot be a source. */
export function fileKind(name: string): FileKind | null {
  if (/\.parquet$/i.test(name)) return 'parquet';
  return /\.csv(\.gz)?$/i.test(name) ? 'csv' : null;
}
