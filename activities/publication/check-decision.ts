import type { PublicationInput } from '../../pipeline/publication.js';
import { readDecision } from '../ledger/decision.js';
import { createLedgerTable } from '../ledger/table-statements.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';

/**
 * Throws GateNotPassed unless the ledger's decision of the run is that it passed, by this policy and on the evidence of
 * this digest. A run that began before there was such a record may have none.
 */
export async function checkDecision(
  warehouse: Warehouse,
  { run, policyDigest, isDecisionRecorded = false }: PublicationInput,
  evidenceDigest: string,
): Promise<void> {
  if (!isDecisionRecorded) await warehouse.execute(createLedgerTable('DECISIONS'));
  const decision = await readDecision(warehouse, run);
  if (decision === null && !isDecisionRecorded) return;
  const problem =
    decision === null
      ? 'holds no decision of it'
      : decision.verdict !== 'passed'
        ? `says "${decision.verdict}"`
        : decision.evidenceDigest !== evidenceDigest
          ? 'holds a decision on other evidence'
          : decision.policyDigest !== policyDigest
            ? 'holds a decision by another policy'
            : null;
  if (problem === null) return;
  const message = `Run ${run.id} may not publish: the ledger ${problem}. Start it again.`;
  throw new StepProblem('GateNotPassed', message);
}
