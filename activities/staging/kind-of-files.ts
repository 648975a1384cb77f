import { fileKind, type FileKind } from '../../pipeline/file-kind.js';
import { StepProblem } from '../step-problem.js';

/** What a list of files is called in messages, and what to do when it is of no use. */
export interface FilesPlace {
  readonly source: string;
  /** For example `/data/*.parquet on host worker-1`. */
  readonly place: string;
}

/** The one kind of all files. Throws SourceData when there are none, other files, or both kinds. */
export function kindOfFiles(names: readonly string[], { source, place }: FilesPlace): FileKind {
  if (names.length === 0) throw refused(source, `found no file at ${place}`);
  const kinds = new Set(names.map(fileKind));
  if (kinds.has(null)) {
    const other = names.find((name) => fileKind(name) === null);
    throw refused(source, `found ${String(other)} at ${place}`);
  }
  const [kind, second] = kinds;
  if (kind === undefined || kind === null || second !== undefined) {
    throw refused(source, `found both parquet and csv files at ${place}`);
  }
  return kind;
}

function refused(source: string, found: string): StepProblem {
  const advice = 'expected parquet files or csv files. Put them there, or change the source.';
  return new StepProblem('SourceData', `Source ${source}: ${found}, ${advice}`);
}
