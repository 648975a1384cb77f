import type { Temporal } from '../connect.js';
import { runUrl } from '../web-ui.js';

/** Which run, and where it is to be seen. */
export interface RunReference {
  readonly model: string;
  readonly workflowId: string;
  readonly runId: string;
  /** The run's page in Temporal's Web UI; null when its place is not known. */
  readonly url: string | null;
}

/** A reference with its link. */
export function runReference(
  temporal: Pick<Temporal, 'webUiUrl' | 'namespace'>,
  run: Pick<RunReference, 'model' | 'workflowId' | 'runId'>,
): RunReference {
  const { model, workflowId, runId } = run;
  return { model, workflowId, runId, url: runUrl(temporal, workflowId, runId) };
}
