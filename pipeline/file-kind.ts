/** The kinds of files that can be a source. */
export type FileKind = 'parquet' | 'csv';

/** The kind of a file by the end of its name; null for files that cannot be a source. */
export function fileKind(name: string): FileKind | null {
  if (/\.parquet$/i.test(name)) return 'parquet';
  return /\.csv(\.gz)?$/i.test(name) ? 'csv' : null;
}
