import type { PipelineActivities } from '../pipeline/activities.js';
import { candidatePlan } from '../pipeline/candidates.js';
import { recipeOf } from '../pipeline/decision.js';
import { decideGate } from '../pipeline/decide-gate.js';
import { PLACEHOLDERS, plannedObjects, type RetrainingPlan } from '../pipeline/plan.js';
import { featuresSqlOf, type RetrainingRequest } from '../pipeline/retraining-request.js';
import type { Run } from '../pipeline/run.js';
import { splitSalt } from '../pipeline/split-salt.js';
import { retrainingWorkflowId } from '../pipeline/workflow-ids.js';
import type { Candidate, TrainingInput } from '../pipeline/training.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { checkRequest } from './check-request.js';
import { maintenanceStep } from './maintenance-step.js';
import { AssumedAnswers } from './plan/assumed-answers.js';
import { readLedgerNow } from './plan/ledger-now.js';
import { passedByTie } from './plan/passed-by-tie.js';
import { PlanningSnowflake } from './plan/planning-snowflake.js';
import type { Snowflake } from './snowflake/warehouse.js';
import { StepProblem } from './step-problem.js';

/**
 * Tells what a run of a model would send, if everything went well, and asks the ledger for its live version, but changes
 * nothing: the very steps are done on a warehouse that notes their statements. Throws ModelFolder for a request that a run
 * would refuse, and for a gate that nothing can pass.
 */
export async function planRetraining(
  { snowflake, handlers }: ActivityDependencies,
  stepsOn: (planning: Snowflake) => PipelineActivities,
  request: RetrainingRequest,
): Promise<RetrainingPlan> {
  const { code, codeDigest, policyDigest, trigger, startedBy, reason } = request;
  const spec = checkRequest(request, await handlers.names());
  const { run: id } = PLACEHOLDERS;
  const workflowId = retrainingWorkflowId(spec.name);
  const run: Run = { id, workflowId, model: spec.name, trigger, startedBy, reason };
  const now = await snowflake.withWarehouse(maintenanceStep(), (warehouse) =>
    readLedgerNow(warehouse, spec.name),
  );
  const answers = new AssumedAnswers({ run, spec, policyDigest, now });
  const planning = new PlanningSnowflake(answers);
  const steps = stepsOn(planning);

  const codeFiles = Object.keys(code);
  const featuresSql = featuresSqlOf(request);
  const shared = { run, spec, codeDigest, codeFiles };
  const staged = await steps.stageSource({ run, request });
  const salt = splitSalt(spec.split, new Date());
  const featuresInput = { ...shared, staged, featuresSql, splitSalt: salt, policyDigest };
  const featureTable = await steps.buildFeatures(featuresInput);
  answers.note(featureTable.measured);
  const candidate = await train(steps, { ...shared, featureTable });
  const judging = { ...shared, featureTable, candidate };
  const evaluation = await steps.evaluateCandidate(judging);
  const { evidence, evidenceDigest } = evaluation;
  const judged = { ...spec, gate: passedByTie(spec.gate) };
  const verdict = decideGate(evidence, judged.gate);
  if (verdict.kind !== 'passed') throw neverPassed(verdict.reasons);
  const recipe = recipeOf({ spec, codeDigest, featureTable, candidate, steps: [] });
  const decision = { run, verdict, policy: spec.gate, policyDigest, evidenceDigest, recipe };
  await steps.recordDecision(decision);
  const passed = { evaluation, verdict, policyDigest, isDecisionRecorded: true };
  await steps.publishUdf({ ...judging, ...passed, spec: judged });
  const { version, liveVersion } = answers;
  const end = { run, state: 'PROMOTED', step: 'publication', version } as const;
  await steps.recordOutcome({ ...end, reasons: [], queryIds: [] });
  const { statements } = planning;
  const objects = plannedObjects(statements);
  return { model: spec.name, version, liveVersion, statements, objects };
}

/** Every candidate of the model; it does not matter for the rest which of them is the best. */
async function train(steps: PipelineActivities, input: TrainingInput): Promise<Candidate> {
  const { names } = candidatePlan(input.spec) ?? { names: [] };
  const [first, ...others] = names;
  if (first === undefined) return steps.trainCandidate(input);
  const trained = await steps.trainCandidate({ ...input, candidate: first });
  for (const name of others) await steps.trainCandidate({ ...input, candidate: name });
  return trained;
}

function neverPassed(reasons: readonly string[]): StepProblem {
  const message = `No candidate can pass this gate, so that there is no run to plan. ${reasons.join(' ')}`;
  return new StepProblem('ModelFolder', message);
}
