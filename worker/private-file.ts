import { statSync } from 'node:fs';

/** What is wrong with a file that holds secrets: it is missing, or others can read it; null when nothing is. */
export function privateFileProblem(file: string): string | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return `${file} does not exist`;
  if (!stats.isFile()) return `${file} is not a file`;
  const mode = stats.mode & 0o777;
  // Windows has no such bits.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return null;
  return `${file} is open to others (mode ${mode.toString(8)}): run chmod 600 ${file}`;
}
