import { z } from 'zod';

import type { Evidence } from '../pipeline/evidence.js';
import { judgedMetrics } from '../pipeline/gate-policy.js';
import type { Evaluation, EvaluationInput } from '../pipeline/gate.js';
import { taskOf, type ModelSpec } from '../pipeline/model-spec.js';
import { scoresTable } from '../pipeline/object-names.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { handlerHoldOut, holdOutOf, otherHoldOut } from './gate/hold-outs.js';
import { readEvidence } from './ledger/evidence.js';
import { readLiveVersion, type LiveVersion } from './ledger/live-version.js';
import type { HoldOut } from './ledger/look-statements.js';
import { readLooks } from './ledger/looks.js';
import type { ModelVersion } from './ledger/model-version.js';
import { callHandler } from './procedures/call-handler.js';
import { handlerRequest } from './procedures/handler-request.js';
import { HANDLER_PACKAGES, lockedEnvironment } from './procedures/packages.js';
import { quoted } from './snowflake/identifier.js';
import type { Warehouse } from './snowflake/warehouse.js';
import { StepProblem } from './step-problem.js';

/**
 * Step 4. Scores candidate and champion on the same held-out entities, looks for leakage, and reads the evidence back
 * from the ledger. It decides nothing: that is for decideGate.
 */
export async function evaluateCandidate(
  dependencies: ActivityDependencies,
  input: EvaluationInput,
): Promise<Evaluation> {
  const { run, candidate, featureTable } = input;
  return dependencies.snowflake.withWarehouse({ run, step: 'gate' }, async (warehouse) => {
    await dependencies.ledger.ensure(warehouse);
    const live = await readLiveVersion(warehouse, run.model);
    // Others may load the model differently, or not at all.
    const { pythonVersion, packages } = lockedEnvironment(candidate, HANDLER_PACKAGES);
    const { queryId } = await callHandler({ ...dependencies, pythonVersion }, warehouse, {
      purpose: 'EVALUATE',
      handler: 'ratchet_gate.evaluate',
      code: input,
      packages,
      request: evaluationRequest(input, live, await readEarlierRuns(warehouse, input, live)),
      answer: z.object({ evidence: z.string(), evidenceDigest: z.string() }),
      options: { resumeAs: 'evaluation' },
    });
    const { evidence, digest } = await readEvidence(warehouse, run);
    const { snapshot } = featureTable;
    if (evidence.artifactSha256 !== candidate.artifactSha256 || evidence.snapshot !== snapshot) {
      throw new StepProblem(
        'LedgerCorrupt',
        `The evidence of run ${run.id} is about another artifact or snapshot. Start the run again.`,
      );
    }
    // An earlier attempt may have written the evidence: the fence to hold is the one that it was written under.
    const championFence = evidence.champion?.fence ?? 0;
    return { evidence, evidenceDigest: digest, championFence, queryId };
  });
}

/** What is held out, and what the ledger knows of earlier runs that matters for that. */
interface EarlierRuns {
  readonly own: HoldOut;
  /** Candidates that were judged on it before. */
  readonly looks: number;
  /** Of the champion, when it is another one. */
  readonly champion: HoldOut | null;
  /** Of the rows that the champion was trained on. */
  readonly live: Pick<Evidence, 'liveLabelRate' | 'liveLabelShares'>;
}

async function readEarlierRuns(
  warehouse: Warehouse,
  input: EvaluationInput,
  { champion }: LiveVersion,
): Promise<EarlierRuns> {
  const own = holdOutOf(input);
  const looks = await readLooks(warehouse, input.run, own);
  if (champion === null) return { own, looks, champion: null, live: {} };
  const { evidence } = await readEvidence(warehouse, { id: champion.runId });
  return {
    own,
    looks,
    champion: otherHoldOut(evidence, input.spec, own),
    live: liveLabels(champion, evidence, input.spec),
  };
}

/** Nothing of a version that has none, or that was of another task: a share and a mean do not compare. */
function liveLabels(
  { version, task }: ModelVersion,
  { labelRate }: Evidence,
  spec: ModelSpec,
): EarlierRuns['live'] {
  if (labelRate === undefined || task !== taskOf(spec)) return {};
  const { label, train, shares } = labelRate;
  if (label === undefined) return { liveLabelRate: { version, train } };
  return shares === undefined ? {} : { liveLabelShares: { version, shares } };
}

function evaluationRequest(
  input: EvaluationInput,
  { fence, champion }: LiveVersion,
  earlier: EarlierRuns,
) {
  const { run, spec, featureTable, candidate } = input;
  const { artifact, artifactSha256, metrics, choice } = candidate;
  return {
    ...handlerRequest(run, spec, featureTable),
    ...(choice === undefined ? {} : { candidateName: choice.chosen }),
    candidate: { artifact, artifactSha256, selfReported: metrics.selfReported ?? null },
    champion: champion === null ? null : championRequest(champion, fence, earlier),
    holdOut: handlerHoldOut(earlier.own),
    snapshot: featureTable.snapshot,
    splitRows: featureTable.rows,
    scoresTable: quoted(scoresTable(run)),
    evidenceTable: quoted('EVIDENCE'),
    diagnosticsTable: quoted('DIAGNOSTICS'),
    // A column may have several entries, and its values are measured once.
    slices: [...new Set(spec.gate.slices?.map(({ by }) => by))],
    driftFeatures: Object.keys(spec.gate.checks?.drift?.features ?? {}),
    primaryMetric: judgedMetrics(spec.gate)[0],
    noted: notedBefore(input, earlier),
  };
}

/** What earlier steps found out, and the evidence keeps beside what the evaluation does. */
function notedBefore(
  { featureTable }: EvaluationInput,
  { own, looks, live }: EarlierRuns,
): Partial<Evidence> {
  const { measured } = featureTable;
  return {
    ...(measured === undefined ? {} : { data: measured }),
    holdOut: own,
    looks,
    ...live,
  };
}

function championRequest(champion: ModelVersion, fence: number, { champion: other }: EarlierRuns) {
  const { version, artifact, artifactSha256, features } = champion;
  const holdOut = other === null ? null : handlerHoldOut(other);
  return { version, fence, artifact, artifactSha256, features, holdOut };
}
