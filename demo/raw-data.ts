import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { projectRoot, pythonProgram } from '../client/dev/programs.js';
import { inheritedEnvironment } from '../client/environment.js';

/** Where the model folders of this repository look for their raw data. */
function dataOf(model: string): string {
  return join(projectRoot(), 'models', model, 'data');
}

/** Writes the raw tables of the first `months` months, the same bytes on every machine. */
export async function generateCustomers(months: number): Promise<void> {
  await demoData('telco', '--out', dataOf('telco-churn'), '--months', String(months));
}

/** Writes the table of customers drawn again and again, as the quickstart's data came about. */
export async function generateResampledCustomers(rows: number): Promise<void> {
  const out = dataOf('telco-churn-quickstart');
  await demoData('telco-resampled', '--out', out, '--rows', String(rows));
}

async function demoData(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(pythonProgram(), ['-m', 'demo_data', ...args], {
    env: { ...inheritedEnvironment(), PYTHONPATH: join(projectRoot(), 'python') },
  });
}
