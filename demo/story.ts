import { withTemporal } from '../client/connect.js';
import type { DevEnvironment } from '../client/dev/dev-environment.js';
import { CliError, EXIT } from '../client/exit-codes.js';
import type { Output } from '../client/output.js';
import type { RetrainingOutcome } from '../pipeline/outcome.js';
import { predictChurn } from './prediction.js';
import { deployQuickstartProcedure } from './quickstart-procedure.js';
import { generateCustomers, generateResampledCustomers } from './raw-data.js';
import { retrain, type Scene } from './retrain.js';
import { openWarehouse, type Warehouse } from './warehouse.js';

const RESAMPLED_ROWS = 100_000;

interface Story extends Scene {
  readonly warehouse: Warehouse;
}

/** Plays the whole demo in a fresh environment. Throws CliError when a run ends otherwise than it must. */
export async function tellStory(
  { env, urls }: DevEnvironment,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const place = { address: urls.temporal, namespace: 'default' };
  await withTemporal(place, async (connected) => {
    const temporal = { ...connected, webUiUrl: urls.webUi };
    const warehouse = await openWarehouse(env);
    try {
      const story = { temporal, output, signal, warehouse };
      const first = await promoteFirst(story);
      const second = await retrainWithAnotherMonth(story);
      await refuseQuickstart(story);
      await showPredictions(story, second.kind === 'PROMOTED' ? second : first);
    } finally {
      await warehouse.close();
    }
  });
}

type Promoted = Extract<RetrainingOutcome, { readonly kind: 'PROMOTED' }>;

async function promoteFirst(story: Story): Promise<Promoted> {
  title(story, 1, 'Train telco-churn on 7,000 customers, and promote it');
  await generateCustomers(1);
  const outcome = await retrain(story, 'telco-churn', 'the first version');
  if (outcome.kind === 'PROMOTED') return outcome;
  throw new CliError(EXIT.GATE_NOT_MET, 'The first version was not promoted; see above.');
}

async function retrainWithAnotherMonth(story: Story): Promise<RetrainingOutcome> {
  title(story, 2, 'A month later: 400 more customers, and a champion to beat');
  await generateCustomers(2);
  return retrain(story, 'telco-churn', 'another month of customers');
}

async function refuseQuickstart(story: Story): Promise<void> {
  title(story, 3, "A quickstart's own procedure, which reports 0.99 of itself");
  await Promise.all([
    deployQuickstartProcedure(story.warehouse),
    generateResampledCustomers(RESAMPLED_ROWS),
  ]);
  const { kind } = await retrain(story, 'telco-churn-quickstart', "the quickstart's recipe");
  if (kind === 'REJECTED') return;
  throw new CliError(EXIT.RUN_FAILED, `The quickstart's model should be rejected; it is ${kind}.`);
}

async function showPredictions(story: Story, promoted: Promoted): Promise<void> {
  title(story, 4, 'Ask PREDICT_CHURN about customers that it never saw');
  const { sql, answer } = await predictChurn(story.warehouse, promoted);
  const { colors } = story.output;
  story.output.result({ sql, answer }, () => `${indented(colors.dim(sql))}\n\n${indented(answer)}`);
}

function title({ output }: Story, chapter: number, text: string): void {
  output.note(`\n${output.colors.bold(`${chapter}  ${text}`)}`);
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
