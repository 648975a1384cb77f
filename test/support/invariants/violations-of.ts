import { checkArtifacts } from './check-artifacts.js';
import { checkAttempts, checkSecrets } from './check-attempts.js';
import { checkEnds, checkStopped } from './check-ends.js';
import { checkLiveVersions } from './check-live-versions.js';
import { checkPromotions } from './check-promotions.js';
import { checkProbes, checkServingFunctions } from './check-serving.js';
import { checkAdoption, checkTrainings } from './check-trainings.js';
import type { Observed } from './observed.js';
import type { Violation } from './violation.js';

const CHECKS: readonly ((observed: Observed) => readonly Violation[])[] = [
  checkPromotions,
  checkLiveVersions,
  checkProbes,
  checkServingFunctions,
  checkArtifacts,
  checkTrainings,
  checkStopped,
  checkAdoption,
  checkAttempts,
  checkSecrets,
  checkEnds,
];

/** Every promise that was not kept, by what can be seen from outside. */
export function violationsOf(observed: Observed): readonly Violation[] {
  return CHECKS.flatMap((check) => check(observed));
}
