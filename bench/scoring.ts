/**
 * Scoring in the warehouse: the serving function over 100,000 rows beside scikit-learn in a process of its own and
 * beside the quickstart's UDF. Promotes telco-churn on generated customers first. `npm run bench:scoring -- [PAIRS]`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { connectTemporal } from '../client/connect.js';
import { projectRoot, pythonProgram } from '../client/dev/programs.js';
import { inheritedEnvironment } from '../client/environment.js';
import { readModelFolder } from '../client/model-folder/read-model-folder.js';
import { startRun } from '../client/runs/start-run.js';
import { generateCustomers } from '../demo/raw-data.js';
import { featureTable } from '../pipeline/object-names.js';
import type { RetrainingOutcome } from '../pipeline/outcome.js';
import { withLocalEnvironment, type LocalEnvironment } from './local-environment.js';

const DEFAULT_PAIRS = 7;

/** The feature table of a first version of telco-churn. Throws unless it was promoted. */
async function promote({ urls }: LocalEnvironment): Promise<string> {
  await generateCustomers(1);
  const temporal = await connectTemporal({ address: urls.temporal });
  try {
    const run = await startRun(temporal, readModelFolder('telco-churn'), {
      reason: null,
      force: false,
    });
    const handle = temporal.client.workflow.getHandle(run.workflowId, run.runId);
    const outcome: RetrainingOutcome = await handle.result();
    if (outcome.kind !== 'PROMOTED') throw new Error(`not promoted: ${JSON.stringify(outcome)}`);
    return featureTable({ id: outcome.runId, model: outcome.model });
  } finally {
    await temporal.close();
  }
}

async function measure(environment: LocalEnvironment, pairs: number): Promise<void> {
  const table = await promote(environment);
  const python = join(projectRoot(), 'python');
  const child = spawn(pythonProgram(), ['bench/scoring.py', table, String(pairs)], {
    cwd: projectRoot(),
    stdio: 'inherit',
    env: {
      ...inheritedEnvironment(),
      ...environment.variables,
      PYTHONPATH: join(python, 'handlers'),
    },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`bench/scoring.py ended with ${String(code)}`);
}

const pairs = Number(process.argv[2] ?? DEFAULT_PAIRS);
if (!Number.isInteger(pairs) || pairs < 1) throw new RangeError('PAIRS is a whole number from 1');
await withLocalEnvironment((environment) => measure(environment, pairs));
