import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * What is wrong with how this host has Snowflake's drivers log, or null. Where such a file is, the driver lets go of the
 * logger it was given and writes into a file, with values of rows; it has no switch against that.
 */
export function driverLogProblem(
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const named = environment['SF_CLIENT_CONFIG_FILE'];
  if (named !== undefined && named !== '') return asked(`SF_CLIENT_CONFIG_FILE=${named}`);
  const file = join(homedir(), 'sf_client_config.json');
  return existsSync(file) ? asked(file) : null;
}

function asked(by: string): string {
  return `${by} has Snowflake's drivers write a log of their own, which tells values of rows: take it away`;
}
