import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { ratchet } from '../support/ratchet.js';

const models = readdirSync('models', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The first property of that name, wherever it stands. */
function namedIn(schema: unknown, name: string): unknown {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const own: unknown = Reflect.get(schema, name);
  if (typeof own === 'object' && own !== null) return own;
  return Object.values(schema)
    .map((part) => namedIn(part, name))
    .find((found) => found !== undefined);
}

describe('ratchet schema', () => {
  it('writes what stands in models/model.schema.json', async () => {
    const { exitCode, stdout } = await ratchet('schema');

    expect(exitCode).toBe(0);
    expect(stdout).toBe(readFileSync('models/model.schema.json', 'utf8'));
  });

  it('asks for what has no default only, and for nothing that is not known', async () => {
    const { stdout } = await ratchet('schema');

    const schema = z
      .object({ required: z.array(z.string()), additionalProperties: z.boolean() })
      .parse(JSON.parse(stdout));

    expect(schema.required.sort()).toEqual(
      ['name', 'entity', 'target', 'sources', 'gate', 'publication'].sort(),
    );
    expect(schema.additionalProperties).toBe(false);
  });

  it.each([
    ['sources', { minProperties: 1 }],
    ['candidates', { minProperties: 2, maxProperties: 20 }],
    ['columns', { minProperties: 1, maxProperties: 200 }],
  ])('tells editors how many %s there may be', async (name, bounds) => {
    const { stdout } = await ratchet('schema');

    expect(namedIn(JSON.parse(stdout), name)).toMatchObject(bounds);
  });
});

describe('a model folder of this repository', () => {
  it.each(models)('%s tells editors the schema, and is right', async (model) => {
    const [first] = readFileSync(join('models', model, 'model.yaml'), 'utf8').split('\n');

    expect(first).toBe('# yaml-language-server: $schema=../model.schema.json');
    expect(await ratchet('validate', model)).toMatchObject({ exitCode: 0 });
  });
});
