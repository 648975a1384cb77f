import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { codeLocation } from '../../pipeline/object-names.js';
import { filesDigest } from '../content-digest.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { uploadMissing } from '../stage-files.js';

interface ReadHandlers {
  readonly names: readonly string[];
  readonly location: string;
}

/**
 * Ratchet's own Python files. They lie in the code stage under their own digest, apart from the model's: a Worker that
 * is replaced by a newer one in the middle of a run brings its own along.
 */
export class HandlerFiles {
  readonly #folder: string;
  #read: ReadHandlers | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The names of the files, sorted. */
  async names(): Promise<readonly string[]> {
    return (await this.#files()).names;
  }

  /** Uploads what the stage lacks of them and returns their locations, for IMPORTS. */
  async upload(warehouse: Warehouse): Promise<readonly string[]> {
    const { names, location } = await this.#files();
    await uploadMissing(warehouse, this.#folder, names, location);
    return names.map((name) => `${location}${name}`);
  }

  async #files(): Promise<ReadHandlers> {
    this.#read ??= await readHandlers(this.#folder);
    return this.#read;
  }
}

async function readHandlers(folder: string): Promise<ReadHandlers> {
  const names = (await readdir(folder))
    .filter((name) => name.startsWith('ratchet_') && name.endsWith('.py'))
    .toSorted();
  if (names.length === 0) throw new Error(`${folder} holds no ratchet_*.py: is this build whole?`);
  const texts: Record<string, string> = {};
  for (const name of names) texts[name] = await readFile(join(folder, name), 'utf8');
  return { names, location: codeLocation(filesDigest(texts)) };
}
