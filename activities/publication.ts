import { decideGate } from '../pipeline/decide-gate.js';
import { probabilityFunction, scoresTable } from '../pipeline/object-names.js';
import type { Publication, PublicationInput } from '../pipeline/publication.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { claimVersion, type VersionedFunctions } from './ledger/claim-version.js';
import { readEvidence, type StoredEvidence } from './ledger/evidence.js';
import { goLive, readPromotion, type Promotion } from './ledger/go-live.js';
import { readLiveVersion } from './ledger/live-version.js';
import type { Warehouse } from './snowflake/warehouse.js';
import { StepProblem } from './step-problem.js';
import { checkServingName } from './publication/check-serving-name.js';
import { checkParity } from './publication/check-parity.js';
import { createVersionedFunctions } from './publication/create-versioned.js';
import { serveLiveVersion } from './publication/serve-live-version.js';

/**
 * Step 5. Publishes a candidate that passed: functions of its own, compared with the scores that were judged, then the
 * switch in the ledger, then the serving names. Retried at any point it rolls forward. Throws GateNotPassed when the
 * ledger's evidence does not carry the verdict.
 */
export async function publishUdf(
  dependencies: ActivityDependencies,
  input: PublicationInput,
): Promise<Publication> {
  const { run, spec } = input;
  return dependencies.snowflake.withWarehouse({ run, step: 'publication' }, async (warehouse) => {
    const judged = await readEvidence(warehouse, run);
    checkJudgement(input, judged);
    await checkServingName(warehouse, run.model, spec.publication.function);
    const functions = await claimVersion(warehouse, input);
    const created = await createVersionedFunctions(dependencies, warehouse, input, functions);
    const queryIds = [...created, await compare(warehouse, input, functions)];
    const promotion =
      (await readPromotion(warehouse, run)) ??
      (await goLive(warehouse, switchTo(input, judged, functions, queryIds)));
    if (promotion === null) {
      const { champion } = await readLiveVersion(warehouse, run.model);
      return { kind: 'superseded', liveVersion: champion?.version ?? null };
    }
    const served = await serveLiveVersion(warehouse, run.model, spec.publication.function);
    const answered = await readBack(warehouse, input, promotion);
    return published(input, functions, promotion, [...queryIds, ...served, ...answered]);
  });
}

/** Trusts nothing that came with the input: the verdict is decided again on what the ledger holds (decision 0004). */
function checkJudgement(
  { run, spec, candidate, featureTable, evaluation }: PublicationInput,
  { evidence, digest }: StoredEvidence,
): void {
  const refused = (reason: string): StepProblem =>
    new StepProblem('GateNotPassed', `Run ${run.id} may not publish: ${reason}. Start it again.`);
  if (digest !== evaluation.evidenceDigest) throw refused('its evidence changed since the verdict');
  if (evidence.artifactSha256 !== candidate.artifactSha256)
    throw refused('its evidence is about another artifact');
  if (evidence.snapshot !== featureTable.snapshot)
    throw refused('its evidence is about another snapshot');
  const verdict = decideGate(evidence, spec.gate);
  if (verdict.kind !== 'passed')
    throw refused(`this Worker's verdict is ${verdict.kind} (${verdict.reasons.join(' ')})`);
}

function compare(warehouse: Warehouse, input: PublicationInput, functions: VersionedFunctions) {
  return checkParity(warehouse, scoresTable(input.run), input.featureTable.features, {
    predict: functions.functionName,
    proba: functions.probabilityFunctionName,
  });
}

function switchTo(
  { run, candidate, evaluation }: PublicationInput,
  { evidence, digest }: StoredEvidence,
  { version }: VersionedFunctions,
  queryIds: readonly string[],
) {
  return {
    run,
    version,
    expectedFence: evidence.champion?.fence ?? 0,
    evidenceDigest: digest,
    queryIds: [candidate.queryId, evaluation.queryId, ...queryIds],
  };
}

/** The serving names must answer as this version does, unless a later run goes live before or while they are asked. */
async function readBack(
  warehouse: Warehouse,
  { run, spec, featureTable }: PublicationInput,
  { fence }: Promotion,
): Promise<readonly string[]> {
  const isLive = async () => (await readLiveVersion(warehouse, run.model)).fence === fence;
  if (!(await isLive())) return [];
  const predict = spec.publication.function;
  const names = { predict, proba: probabilityFunction(predict) };
  try {
    return [await checkParity(warehouse, scoresTable(run), featureTable.features, names)];
  } catch (error) {
    if (!(error instanceof StepProblem) || (await isLive())) throw error;
    return [];
  }
}

function published(
  { spec }: PublicationInput,
  functions: VersionedFunctions,
  promotion: Promotion,
  queryIds: readonly string[],
): Publication {
  const functionName = spec.publication.function;
  return {
    kind: 'published',
    version: promotion.version,
    previousVersion: promotion.previousVersion,
    fence: promotion.fence,
    functionName,
    probabilityFunctionName: probabilityFunction(functionName),
    versionedFunctionName: functions.functionName,
    queryIds,
  };
}
