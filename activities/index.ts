import type {
  MaintenanceActivities,
  PipelineActivities,
  ReadingActivities,
  RollbackActivities,
} from '../pipeline/activities.js';
import type { WorkflowStates } from '../pipeline/workflow-state.js';
import type { ActivityDependencies } from './activity-dependencies.js';
import { recordDecision } from './decision.js';
import { buildFeatures } from './features.js';
import { evaluateCandidate } from './gate.js';
import { LedgerTables } from './ledger/ledger-tables.js';
import { sweep } from './maintenance.js';
import { recordOutcome } from './outcome.js';
import { planRetraining } from './plan.js';
import { HandlerFiles } from './procedures/handler-files.js';
import { publishUdf } from './publication.js';
import { restoreServing } from './publication/restore-serving.js';
import { rollBack } from './publication/roll-back.js';
import { answerFromLedger } from './reading.js';
import { writeReport } from './report.js';
import type { Snowflake } from './snowflake/warehouse.js';
import { stageSource } from './staging.js';
import { trainCandidate } from './training.js';

/** What a Worker gives to its Activities. */
export interface ActivitiesOptions {
  readonly snowflake: Snowflake;
  readonly workflows: WorkflowStates;
  /** The folder with Ratchet's own `ratchet_*.py`. */
  readonly handlersDirectory: string;
  /** RUNTIME_VERSION of procedures and functions; 3.11 by default. */
  readonly pythonVersion?: string;
}

/** All that a Worker does for Workflows. */
type Activities = PipelineActivities &
  RollbackActivities &
  MaintenanceActivities &
  ReadingActivities;

/** The Activities of a Worker. */
export function createActivities(options: ActivitiesOptions): Activities {
  const { snowflake, workflows, handlersDirectory, pythonVersion = '3.11' } = options;
  const dependencies: ActivityDependencies = {
    snowflake,
    workflows,
    ledger: new LedgerTables(),
    handlers: new HandlerFiles(handlersDirectory),
    pythonVersion,
  };
  return {
    stageSource: (input) => stageSource(dependencies, input),
    buildFeatures: (input) => buildFeatures(dependencies, input),
    trainCandidate: (input) => trainCandidate(dependencies, input),
    evaluateCandidate: (input) => evaluateCandidate(dependencies, input),
    recordDecision: (input) => recordDecision(dependencies, input),
    publishUdf: (input) => publishUdf(dependencies, input),
    rollBack: (input) => rollBack(dependencies, input),
    recordOutcome: (end) => recordOutcome(dependencies, end),
    writeReport: (input) => writeReport(dependencies, input),
    planRetraining: (request) =>
      planRetraining(
        dependencies,
        (planning) => createActivities({ ...options, snowflake: planning }),
        request,
      ),
    answerFromLedger: (question) => answerFromLedger(dependencies, question),
    restoreServing: () => restoreServing(dependencies),
    sweep: (input) => sweep(dependencies, input),
  };
}
