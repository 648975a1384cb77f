import { decideGate } from '../pipeline/decide-gate.js';
import { taskOf } from '../pipeline/model-spec.js';
import { probabilityFunction, scoresTable } from '../pipeline/object-names.js';
import type { Publication, PublicationInput } from '../pipeline/publication.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { claimVersion, functionsOf } from './ledger/claim-version.js';
import { readEvidence, type StoredEvidence } from './ledger/evidence.js';
import { goLive } from './ledger/go-live.js';
import { readLiveVersion } from './ledger/live-version.js';
import { readPromotion, type Promotion } from './ledger/promotion.js';
import { checkDecision } from './publication/check-decision.js';
import { checkParity } from './publication/check-parity.js';
import { checkServingName } from './publication/check-serving-name.js';
import { completeSwitch } from './publication/complete-switch.js';
import { createVersionedFunctions } from './publication/create-versioned.js';
import { mayNotPublish } from './publication/may-not-publish.js';
import type { Warehouse } from './snowflake/warehouse.js';

/**
 * Step 5. Publishes a candidate that passed: functions of its own, compared with the scores that were judged, then the
 * switch in the ledger, then the serving names. Retried at any point it rolls forward from the switch on, and starts
 * over before it. Throws GateNotPassed when the ledger's evidence or decision does not carry the verdict, RunClosed when the ledger
 * says that the run is over, and ParityMismatch when it does not answer as it was judged; the version before serves then.
 */
export async function publishUdf(
  dependencies: ActivityDependencies,
  input: PublicationInput,
): Promise<Publication> {
  const { run, spec } = input;
  return dependencies.snowflake.withWarehouse({ run, step: 'publication' }, async (warehouse) => {
    await dependencies.ledger.ensure(warehouse);
    const earlier = await readPromotion(warehouse, run);
    const { promotion, queryIds } =
      earlier === null
        ? await switchOver(dependencies, warehouse, input)
        : { promotion: earlier, queryIds: [] };
    if (promotion === null) {
      const { champion } = await readLiveVersion(warehouse, run.model);
      return { kind: 'superseded', liveVersion: champion?.version ?? null };
    }
    const servingFunction = spec.publication.function;
    const readBack = () => compare(warehouse, input, servingFunction);
    const completed = { run, servingFunction, promotion, readBack };
    const asked = await completeSwitch(dependencies, warehouse, completed);
    return published(input, promotion, [...queryIds, ...asked]);
  });
}

interface Switched {
  /** Null when another version went live since the verdict. */
  readonly promotion: Promotion | null;
  readonly queryIds: readonly string[];
}

/** All that comes before the switch, and the switch. */
async function switchOver(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  input: PublicationInput,
): Promise<Switched> {
  const { run, spec, candidate, evaluation } = input;
  const judged = await readEvidence(warehouse, run);
  checkJudgement(input, judged);
  await checkDecision(warehouse, input, judged.digest);
  await checkServingName(warehouse, run.model, spec.publication.function);
  const functions = await claimVersion(dependencies, warehouse, input);
  const created = await createVersionedFunctions(dependencies, warehouse, input, functions);
  const queryIds = [...created, await compare(warehouse, input, functions.functionName)];
  const promotion = await goLive(dependencies, warehouse, {
    run,
    version: functions.version,
    servingFunction: spec.publication.function,
    expectedFence: judged.evidence.champion?.fence ?? 0,
    evidenceDigest: judged.digest,
    queryIds: [candidate.queryId, evaluation.queryId, ...queryIds],
  });
  return { promotion, queryIds };
}

/** Trusts nothing that came with the input: the verdict is decided again on what the ledger holds (decision 0004). */
function checkJudgement(
  { run, spec, candidate, featureTable, evaluation }: PublicationInput,
  { evidence, digest }: StoredEvidence,
): void {
  const refused = (reason: string) => mayNotPublish(run, reason);
  if (digest !== evaluation.evidenceDigest) throw refused('its evidence changed since the verdict');
  if (evidence.artifactSha256 !== candidate.artifactSha256)
    throw refused('its evidence is about another artifact');
  if (evidence.snapshot !== featureTable.snapshot)
    throw refused('its evidence is about another snapshot');
  const verdict = decideGate(evidence, spec.gate);
  if (verdict.kind !== 'passed')
    throw refused(`this Worker's verdict is ${verdict.kind} (${verdict.reasons.join(' ')})`);
}

function compare(
  warehouse: Warehouse,
  { run, spec, featureTable }: PublicationInput,
  predict: string,
): Promise<string> {
  const functions = { predict, proba: probabilityFunction(predict) };
  const model = { features: featureTable.features, task: taskOf(spec) };
  return checkParity(warehouse, scoresTable(run), model, functions);
}

function published(
  input: PublicationInput,
  { version, previousVersion, fence }: Promotion,
  queryIds: readonly string[],
): Publication {
  const functionName = input.spec.publication.function;
  return {
    kind: 'published',
    version,
    previousVersion,
    fence,
    functionName,
    probabilityFunctionName: probabilityFunction(functionName),
    versionedFunctionName: functionsOf(input, version).functionName,
    queryIds,
  };
}
