import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readLedger } from '../support/invariants/ledger.js';
import { observe, readFunctions } from '../support/invariants/observe.js';
import type { Observed, Probe, Text, VersionAnswer } from '../support/invariants/observed.js';
import { CANARIES } from './models.js';
import { askFunction } from './probe.js';
import type { SeedPlace } from './seed-place.js';

/** All that can be seen of a seed from outside. */
export function observeSeed(
  place: SeedPlace,
  probes: readonly Probe[],
  versionAnswers: readonly VersionAnswer[],
): Promise<Observed> {
  return observe(place.query, place.temporal.client, {
    models: place.plan.models.map(({ name }) => name),
    probes,
    versionAnswers,
    canaries: CANARIES,
    texts: logsOf(place),
    mayTrainAgain: new Set(),
  });
}

/** What each version that still has its functions says of the customers that the probers ask for. */
export async function readVersionAnswers({ query }: SeedPlace): Promise<readonly VersionAnswer[]> {
  const { versions } = await readLedger(query);
  const names = new Set((await readFunctions(query)).map(({ name }) => name));
  const answers: VersionAnswer[] = [];
  for (const { MODEL, VERSION, PROBABILITY_FUNCTION_NAME } of versions) {
    if (!names.has(PROBABILITY_FUNCTION_NAME)) continue;
    const [row = {}] = await query(askFunction(PROBABILITY_FUNCTION_NAME));
    answers.push({ model: MODEL, version: VERSION, values: Object.values(row) });
  }
  return answers;
}

function logsOf({ folder }: SeedPlace): readonly Text[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}
