import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';

/** The failure that a Workflow ends with. */
export async function failureOf(handle: WorkflowHandle): Promise<WorkflowFailedError> {
  const failure: unknown = await handle.result().catch((error: unknown) => error);
  if (failure instanceof WorkflowFailedError) return failure;
  throw new Error(`it did not fail: ${JSON.stringify(failure)}`);
}
