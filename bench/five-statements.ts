import { proxyActivities } from '@temporalio/workflow';

/** An Activity that runs one statement through the adapter that the steps use. */
export interface StatementActivities {
  runStatement(sql: string): Promise<string>;
}

const { runStatement } = proxyActivities<StatementActivities>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '30s',
});

/** One statement an Activity, one after the other, as the five steps of a retraining are. */
export async function runStatements(statements: readonly string[]): Promise<readonly string[]> {
  const queryIds: string[] = [];
  for (const sql of statements) queryIds.push(await runStatement(sql));
  return queryIds;
}
