import type { Command } from 'commander';

import type { RetrainingPlan } from '../../pipeline/plan.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { PLAN_MODEL } from '../../pipeline/workflow-ids.js';
import { withTemporal, type Temporal } from '../connect.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { askWorker } from '../ledger/ask-worker.js';
import { ModelFolderError } from '../model-folder/model-problem.js';
import { readModelFolder, type ModelFolder } from '../model-folder/read-model-folder.js';
import type { Output } from '../output.js';
import { retrainingRequest } from '../runs/retraining-request.js';
import { planView } from '../views/plan-view.js';
import { repeatable } from './repeatable.js';

interface PlanOptions {
  readonly source: readonly string[];
}

/** `ratchet plan`: what a run would send and make, without touching anything. */
export function addPlanCommand(program: Command, invocation: Invocation): void {
  program
    .command('plan')
    .description('every statement and object of a run, in order; nothing is changed')
    .argument('<model>', 'a name or a path')
    .option('--source <name=path>', 'files in the place of those of model.yaml', repeatable, [])
    .action((model: string, { source }: PlanOptions, command: Command) =>
      invocation.run(command, (output, globals) => {
        const folder = readModelFolder(model, source);
        if (folder.missingFiles.length > 0) throw new ModelFolderError(folder.missingFiles);
        return withTemporal(globals, (temporal) => plan(temporal, folder, output));
      }),
    );
}

/** The Workflow by its type only: its code belongs to the Worker. */
type PlanModel = (request: RetrainingRequest) => Promise<RetrainingPlan>;

async function plan(temporal: Temporal, folder: ModelFolder, output: Output): Promise<ExitCode> {
  const { startedBy } = temporal;
  const start = { trigger: 'manual', startedBy, reason: null, force: false } as const;
  const request = retrainingRequest(folder, start);
  const asked = {
    workflowType: PLAN_MODEL,
    idPrefix: `plan-${folder.spec.name}`,
    args: [request] as [RetrainingRequest],
    summary: `${folder.spec.name}, planned for ${startedBy}`,
    what: 'plan the run',
  };
  const planned = await askWorker<PlanModel>(temporal, asked, output);
  output.result({ schemaVersion: 1, ...planned }, () => planView(planned, output.colors));
  return EXIT.OK;
}
