import { withTemporal, type Temporal } from '../client/connect.js';
import type { DevEnvironment } from '../client/dev/dev-environment.js';
import { CliError, EXIT } from '../client/exit-codes.js';
import type { Output } from '../client/output.js';
import type { RetrainingOutcome } from '../pipeline/outcome.js';
import { predictChurn } from './prediction.js';
import { deployQuickstartProcedure } from './quickstart-procedure.js';
import { generateCustomers, generateResampledCustomers } from './raw-data.js';
import { retrain } from './retrain.js';
import { openWarehouse, type Warehouse } from './warehouse.js';

const RESAMPLED_ROWS = 100_000;

interface Scene {
  readonly temporal: Temporal;
  readonly warehouse: Warehouse;
  readonly output: Output;
}

/** Plays the whole demo in a fresh environment. Throws CliError when a run ends otherwise than it must. */
export async function tellStory({ env, urls }: DevEnvironment, output: Output): Promise<void> {
  const place = { address: urls.temporal, namespace: 'default' };
  await withTemporal(place, async (connected) => {
    const temporal = { ...connected, webUiUrl: urls.webUi };
    const warehouse = await openWarehouse(env);
    try {
      const scene = { temporal, warehouse, output };
      const first = await promoteFirst(scene);
      const second = await retrainWithAnotherMonth(scene);
      await refuseQuickstart(scene);
      await showPredictions(scene, second.kind === 'PROMOTED' ? second : first);
    } finally {
      await warehouse.close();
    }
  });
}

type Promoted = Extract<RetrainingOutcome, { readonly kind: 'PROMOTED' }>;

async function promoteFirst({ temporal, output }: Scene): Promise<Promoted> {
  title(output, 1, 'Train telco-churn on 7,000 customers, and promote it');
  await generateCustomers(1);
  const outcome = await retrain(temporal, output, 'telco-churn', 'the first version');
  if (outcome.kind === 'PROMOTED') return outcome;
  throw new CliError(EXIT.GATE_NOT_MET, 'The first version was not promoted; see above.');
}

async function retrainWithAnotherMonth({ temporal, output }: Scene): Promise<RetrainingOutcome> {
  title(output, 2, 'A month later: 400 more customers, and a champion to beat');
  await generateCustomers(2);
  return retrain(temporal, output, 'telco-churn', 'another month of customers');
}

async function refuseQuickstart({ temporal, warehouse, output }: Scene): Promise<void> {
  title(output, 3, "A quickstart's own procedure, which reports 0.99 of itself");
  await Promise.all([
    deployQuickstartProcedure(warehouse),
    generateResampledCustomers(RESAMPLED_ROWS),
  ]);
  const outcome = await retrain(
    temporal,
    output,
    'telco-churn-quickstart',
    "the quickstart's recipe",
  );
  if (outcome.kind === 'REJECTED') return;
  throw new CliError(
    EXIT.RUN_FAILED,
    `The quickstart's model should be rejected; it is ${outcome.kind}.`,
  );
}

async function showPredictions({ warehouse, output }: Scene, promoted: Promoted): Promise<void> {
  title(output, 4, 'Ask PREDICT_CHURN about customers that it never saw');
  const { sql, answer } = await predictChurn(warehouse, promoted);
  output.result(
    { sql, answer },
    () => `${indented(output.colors.dim(sql))}\n\n${indented(answer)}`,
  );
}

function title(output: Output, chapter: number, text: string): void {
  output.note(`\n${output.colors.bold(`${chapter}  ${text}`)}`);
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
