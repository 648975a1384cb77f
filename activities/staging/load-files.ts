import { z } from 'zod';

import type { FileKind } from '../../pipeline/file-kind.js';
import { readColumns } from '../describe-table.js';
import { wholeNumber } from '../row-columns.js';
import { SnowflakeStatementError } from '../snowflake/errors.js';
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
  const names = await reading(source, location, () => readLocation(warehouse, location));
  return kindOfFiles(names, { source, place: location });
}

/**
 * Makes the raw table from files in a stage and loads them all; returns how many rows. Throws SourceData when Snowflake
 * cannot read the files, when columns cannot be told apart or when a file was not loaded whole.
 */
export async function loadFiles(warehouse: Warehouse, loading: Loading): Promise<number> {
  const { source, location, kind, table } = loading;
  await warehouse.execute(createFileFormat(kind));
  await reading(source, location, () => warehouse.execute(createRawTable(table, location, kind)));
  // Before COPY matches names regardless of case: two that differ in it only would get each other's values.
  const columns = await readColumns(warehouse, quoted(table));
  cleanColumns(
    source,
    columns.map(({ name }) => name),
  );
  const { rows } = await reading(source, location, () =>
    warehouse.select(copyIntoRawTable(table, location, kind), loadedFile),
  );
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

/** What Snowflake says to whoever loads by hand: ON_ERROR is not for the owner of a source to choose. */
const ON_ERROR_ADVICE =
  / *If you would like to continue loading when an error is encountered[\s\S]*$/;

/** What Snowflake finds wrong with the files of a source is for the owner of the source to mend. */
async function reading<Result>(
  source: string,
  location: string,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SnowflakeStatementError)) throw error;
    const found = error.message.replace(ON_ERROR_ADVICE, '').replace(/\.$/, '');
    const message = `Source ${source}: Snowflake could not read ${location}: ${found}. Mend the files, or name others.`;
    throw new StepProblem('SourceData', message, { cause: error });
  }
}
