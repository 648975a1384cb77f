import type { PublicationInput } from '../../pipeline/publication.js';
import { readDecision } from '../ledger/decision.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { mayNotPublish } from './may-not-publish.js';

/**
 * Throws GateNotPassed unless the ledger's decision of the run is that it passed, by this policy and on the evidence of
 * this digest. A run that began before there was such a record may have none.
 */
export async function checkDecision(
  warehouse: Warehouse,
  { run, policyDigest, isDecisionRecorded = false }: PublicationInput,
  evidenceDigest: string,
): Promise<void> {
  const decision = await readDecision(warehouse, run);
  if (decision === null) {
    if (!isDecisionRecorded) return;
    throw mayNotPublish(run, 'the ledger holds no decision of it');
  }
  const { verdict } = decision;
  if (verdict !== 'passed') throw mayNotPublish(run, `the ledger says "${verdict}"`);
  if (decision.evidenceDigest !== evidenceDigest) {
    throw mayNotPublish(run, 'the ledger holds a decision on other evidence');
  }
  if (decision.policyDigest !== policyDigest) {
    throw mayNotPublish(run, 'the ledger holds a decision by another policy');
  }
}
