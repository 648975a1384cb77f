import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { glob } from 'tinyglobby';

import { isStageable, STAGEABLE_NAME, type FileKind } from '../../pipeline/file-kind.js';
import { filesLocation } from '../../pipeline/object-names.js';
import type { Run } from '../../pipeline/run.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { checkUploaded } from '../stage-files.js';
import { StepProblem } from '../step-problem.js';
import { kindOfFiles } from './kind-of-files.js';

/** Files of this host that a source's pattern finds, each with the stage folder that it goes to. */
interface FoundFiles {
  readonly kind: FileKind;
  readonly files: readonly { readonly path: string; readonly location: string }[];
}

/**
 * Expands the pattern of a source on this host. Files of different folders go to different folders of the stage: they
 * may have one name. Throws SourceData, with this host's name, when there are no files, not of one kind, or files that
 * cannot be uploaded.
 */
export async function findFiles(run: Run, source: string, pattern: string): Promise<FoundFiles> {
  const paths = (await glob(pattern, { absolute: true, dot: true })).toSorted();
  const kind = kindOfFiles(paths, { source, place: `${pattern} on host ${hostname()}` });
  for (const path of paths) await checkFile(source, path);
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const location = filesLocation(run, source);
  return {
    kind,
    files: paths.map((path) => ({
      path,
      location: `${location}${folders.indexOf(dirname(path))}/`,
    })),
  };
}

async function checkFile(source: string, path: string): Promise<void> {
  const refused = (found: string, advice: string): StepProblem =>
    new StepProblem('SourceData', `Source ${source}: ${found} on host ${hostname()}. ${advice}`);
  if (!isStageable(basename(path))) {
    throw refused(`found ${path}, expected ${STAGEABLE_NAME},`, 'Rename it.');
  }
  const { size } = await stat(path);
  if (size === 0) throw refused(`${path} is empty`, 'Write it again, or take it away.');
}

/** Uploads the files of a pattern to the run's own place in the stage and says which kind they are. */
export async function uploadFiles(
  warehouse: Warehouse,
  run: Run,
  source: string,
  pattern: string,
): Promise<FileKind> {
  const { kind, files } = await findFiles(run, source, pattern);
  for (const { path, location } of files) await warehouse.upload(path, location);
  const whole = filesLocation(run, source);
  const names = files.map(
    ({ path, location }) => `${location.slice(whole.length)}${basename(path)}`,
  );
  await checkUploaded(warehouse, names, whole);
  return kind;
}
