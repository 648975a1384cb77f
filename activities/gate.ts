import { z } from 'zod';

import type { Evidence } from '../pipeline/evidence.js';
import { judgedMetrics } from '../pipeline/gate-policy.js';
import type { Evaluation, EvaluationInput } from '../pipeline/gate.js';
import { scoresTable } from '../pipeline/object-names.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { readEvidence } from './ledger/evidence.js';
import { readLiveVersion } from './ledger/live-version.js';
import type { ModelVersion } from './ledger/model-version.js';
import { createLedgerTable } from './ledger/table-statements.js';
import { callHandler } from './procedures/call-handler.js';
import { handlerRequest } from './procedures/handler-request.js';
import { HANDLER_PACKAGES, lockedEnvironment } from './procedures/packages.js';
import { quoted } from './snowflake/identifier.js';
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
    // A run that an earlier Ratchet began has a ledger without it.
    await warehouse.execute(createLedgerTable('DIAGNOSTICS'));
    const live = await readLiveVersion(warehouse, run.model);
    // Others may load the model differently, or not at all.
    const { pythonVersion, packages } = lockedEnvironment(candidate, HANDLER_PACKAGES);
    const { queryId } = await callHandler({ ...dependencies, pythonVersion }, warehouse, {
      purpose: 'EVALUATE',
      handler: 'ratchet_gate.evaluate',
      code: input,
      packages,
      request: evaluationRequest(input, live.fence, live.champion),
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

function evaluationRequest(input: EvaluationInput, fence: number, champion: ModelVersion | null) {
  const { run, spec, featureTable, candidate } = input;
  const { artifact, artifactSha256, metrics, choice } = candidate;
  return {
    ...handlerRequest(run, spec, featureTable),
    ...(choice === undefined ? {} : { candidateName: choice.chosen }),
    candidate: { artifact, artifactSha256, selfReported: metrics.selfReported ?? null },
    champion: champion === null ? null : championRequest(champion, fence),
    snapshot: featureTable.snapshot,
    splitRows: featureTable.rows,
    scoresTable: quoted(scoresTable(run)),
    evidenceTable: quoted('EVIDENCE'),
    diagnosticsTable: quoted('DIAGNOSTICS'),
    slices: spec.gate.slices?.map(({ by }) => by) ?? [],
    primaryMetric: judgedMetrics(spec.gate)[0],
    noted: notedBefore(input),
  };
}

/** What earlier steps found out, and the evidence keeps beside what the evaluation does. */
function notedBefore({ spec, featureTable }: EvaluationInput): Partial<Evidence> {
  const { measured, splitSalt } = featureTable;
  return {
    ...(measured === undefined ? {} : { data: measured }),
    ...(splitSalt === undefined ? {} : { holdOut: { salt: splitSalt, test: spec.split.test } }),
  };
}

function championRequest(champion: ModelVersion, fence: number) {
  const { version, artifact, artifactSha256, features } = champion;
  return { version, fence, artifact, artifactSha256, features };
}
