import { connectTemporal } from '../../client/connect.js';
import { historyText } from './recorded-history.js';

/** All that Temporal holds of a run, as text, its payloads decoded. */
export async function wholeHistory(
  address: string,
  run: { readonly workflowId: string; readonly runId: string },
): Promise<string> {
  const temporal = await connectTemporal({ address });
  try {
    const handle = temporal.client.workflow.getHandle(run.workflowId, run.runId);
    const text = historyText(await handle.fetchHistory());
    return text.replaceAll(/"data": "([^"]*)"/g, (_, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
  } finally {
    await temporal.close();
  }
}
