import { z } from 'zod';

import type { FileKind } from '../../pipeline/file-kind.js';
import { readColumns } from '../describe-table.js';
import { wholeNumber } from '../row-columns.js';
import { quoted } from '../snowflake/identifier.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { readLocation } from '../stage-files.js';
import { StepProblem } from '../step-problem.js';
import { cleanColumns } from './clean-columns.js';
import { kindOfFiles } from './kind-of-files.js';
import { copyIntoRawTable, createFileFormat, createRawTable } from './statements.js';

/** Where files lie and which table they go into. */
export interface Loading {
  readonly source: string;
  readonly location: string;
  readonly kind: FileKind;
  /** The raw table's name, unquoted. */
  readonly table: string;
}

const loadedFile = z.object({
  file: z.string(),
  status: z.string(),
  rows_parsed: wholeNumber,
  rows_loaded: wholeNumber,
});

/** The kind of the files that lie at a stage location. Throws SourceData when there are none or not of one kind. */
export async function kindInStage(
  warehouse: Warehouse,
  source: string,
  location: string,
): Promise<FileKind> {
  return kindOfFiles(await readLocation(warehouse, location), { source, place: location });
}

/**
 * Makes the raw table from files in a stage and loads them all; returns how many rows. Throws SourceData when columns
 * cannot be told apart or when a file was not loaded whole.
 */
export async function loadFiles(warehouse: Warehouse, loading: Loading): Promise<number> {
  const { source, location, kind, table } = loading;
  await warehouse.execute(createFileFormat(kind));
  await warehouse.execute(createRawTable(table, location, kind));
  // Before COPY matches names regardless of case: two that differ in it only would get each other's values.
  const columns = await readColumns(warehouse, quoted(table));
  cleanColumns(
    source,
    columns.map(({ name }) => name),
  );
  const { rows } = await warehouse.select(copyIntoRawTable(table, location, kind), loadedFile);
  for (const file of rows) {
    if (file.status !== 'LOADED' || file.rows_loaded !== file.rows_parsed) {
      throw new StepProblem(
        'SourceData',
        `Source ${source}: ${file.file} was not loaded whole: ${file.rows_loaded} of ${file.rows_parsed} rows, ` +
          `status ${file.status}. Mend the file.`,
      );
    }
  }
  return rows.reduce((sum, file) => sum + file.rows_loaded, 0);
}
