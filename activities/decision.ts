import type { DecisionInput } from '../pipeline/decision.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { insertDecision } from './ledger/decision-statements.js';
import { readDecision } from './ledger/decision.js';
import { StepProblem } from './step-problem.js';

/**
 * Writes what was decided, and on what, into the ledger, before anything is published. Written again it changes nothing.
 * Throws GateNotPassed when the ledger holds another decision of the run, which Workflow code of another version made.
 */
export async function recordDecision(
  { snowflake, ledger }: ActivityDependencies,
  input: DecisionInput,
): Promise<void> {
  const { run, verdict, policyDigest, evidenceDigest } = input;
  await snowflake.withWarehouse({ run, step: 'gate' }, async (warehouse) => {
    await ledger.ensure(warehouse);
    await warehouse.execute(insertDecision(input));
    const stored = await readDecision(warehouse, run);
    const isThis =
      stored?.verdict === verdict.kind &&
      stored.policyDigest === policyDigest &&
      stored.evidenceDigest === evidenceDigest;
    if (isThis) return;
    const found = stored === null ? 'none' : `"${stored.verdict}", or one on other evidence`;
    throw new StepProblem(
      'GateNotPassed',
      `The decision of run ${run.id} is "${verdict.kind}", but the ledger holds ${found}. Start it again.`,
    );
  });
}
