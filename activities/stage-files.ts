import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

import { listLocation } from './object-statements.js';
import { uploadFailed } from './snowflake/upload.js';
import type { Warehouse } from './snowflake/warehouse.js';

const listedFile = z.object({ name: z.string() });

/** The paths of the files at a stage location, each beginning with the stage's name. */
export async function readLocation(
  warehouse: Warehouse,
  location: string,
): Promise<readonly string[]> {
  const { rows } = await warehouse.select(listLocation(location), listedFile);
  return rows.map(({ name }) => name);
}

/**
 * Throws a SnowflakeConnectionError when a file is not at a location, by its path beneath it: a proxy that answers in the
 * stage's place makes the driver take a file for uploaded, or for one that was there before.
 */
export async function checkUploaded(
  warehouse: Warehouse,
  names: readonly string[],
  location: string,
): Promise<void> {
  const lacking = await missingFiles(warehouse, names, location);
  if (lacking.length === 0) return;
  throw uploadFailed(`the upload of ${lacking.join(', ')} to ${location} left no file there`);
}

async function missingFiles(
  warehouse: Warehouse,
  names: readonly string[],
  location: string,
): Promise<readonly string[]> {
  const paths = await readLocation(warehouse, location);
  return names.filter((name) => !paths.some((path) => path.endsWith(`/${name}`)));
}

/**
 * Uploads the files of a folder that a content-addressed location lacks. What is there is left alone: its bytes are
 * those that the location is named after.
 */
export async function uploadMissing(
  warehouse: Warehouse,
  folder: string,
  names: readonly string[],
  location: string,
): Promise<void> {
  const lacking = await missingFiles(warehouse, names, location);
  for (const name of lacking) await warehouse.upload(join(folder, name), location);
  if (lacking.length > 0) await checkUploaded(warehouse, lacking, location);
}

/** Uploads texts by the names of their files, as `uploadMissing` does. */
export async function uploadMissingTexts(
  warehouse: Warehouse,
  texts: Readonly<Record<string, string>>,
  location: string,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-texts-'));
  try {
    for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
    await uploadMissing(warehouse, folder, Object.keys(texts), location);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
