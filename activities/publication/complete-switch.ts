import type { FailureType } from '../../pipeline/failure-types.js';
import type { Run } from '../../pipeline/run.js';
import type { ActivityDependencies } from '../activity-dependencies.js';
import { takeBack } from '../ledger/go-live.js';
import { readLiveVersion } from '../ledger/live-version.js';
import { readVersion } from '../ledger/model-version.js';
import type { Promotion } from '../ledger/promotion.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { isFinal } from '../is-final.js';
import { toItsEnd } from '../to-its-end.js';
import { serveLiveVersion } from './serve-live-version.js';

const TAKEN_BACK: FailureType = 'ParityMismatch';

/** A switch that stands in the ledger, and how to find out whether it serves. */
export interface CompletedSwitch {
  readonly run: Run;
  readonly servingFunction: string;
  readonly promotion: Promotion;
  /** Asks the serving names. Gives query ids; throws when they do not answer as they should. */
  readonly readBack: () => Promise<string>;
}

/**
 * What follows a switch in the ledger, as often as it takes: the serving names, then the question whether they answer.
 * When they do not, and trying again would not help, the switch is taken back, the version before serves again, and
 * ParityMismatch is thrown. A later switch ends it at once, because what serves is that one's concern then.
 * Returns the query ids.
 */
export function completeSwitch(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  completed: CompletedSwitch,
): Promise<readonly string[]> {
  return toItsEnd(() => complete(dependencies, warehouse, completed));
}

async function complete(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  completed: CompletedSwitch,
): Promise<readonly string[]> {
  const { run, promotion, readBack } = completed;
  if (promotion.takenBack !== null) {
    await serveLiveVersion(dependencies, warehouse, run.model);
    throw new StepProblem(TAKEN_BACK, promotion.takenBack);
  }
  const queryIds: string[] = [];
  try {
    queryIds.push((await serveLiveVersion(dependencies, warehouse, run.model)).queryId);
    queryIds.push(await readBack());
  } catch (error) {
    if (!isFinal(error)) throw error;
    const isLive = (await readLiveVersion(warehouse, run.model)).fence === promotion.fence;
    if (isLive) await serveTheOneBefore(dependencies, warehouse, completed, error);
  }
  return queryIds;
}

/** Throws ParityMismatch when the version before serves again, and `cause` when there was none before. */
async function serveTheOneBefore(
  dependencies: ActivityDependencies,
  warehouse: Warehouse,
  { run, servingFunction, promotion }: CompletedSwitch,
  cause: Error,
): Promise<void> {
  const { previousVersion, version } = promotion;
  // A first version has passed gate and parity by its own name: better than a name that nobody can call.
  if (previousVersion === null) throw cause;
  const { evidenceDigest } = await readVersion(warehouse, run.model, previousVersion);
  const reason =
    `${servingFunction} did not serve version ${version} as it should, so version ${previousVersion} ` +
    `serves again. ${cause.message}`;
  const back = { run, servingFunction, promotion, version: previousVersion, evidenceDigest };
  const isBack = await takeBack(dependencies, warehouse, { ...back, queryIds: [] }, reason);
  await serveLiveVersion(dependencies, warehouse, run.model);
  if (isBack) throw new StepProblem(TAKEN_BACK, reason, { cause });
}
