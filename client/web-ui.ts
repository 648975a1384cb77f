import type { Temporal } from './connect.js';

const DEFAULT_PORT = '7233';

/**
 * Where the Web UI of the Temporal at an address is likely to be; null when there is no telling. A dev server's listens
 * 1000 ports above its gRPC port; Temporal Cloud has one for all.
 */
export function guessedWebUiUrl(address: string): string | null {
  const [host, port = DEFAULT_PORT] = address.split(':');
  if (host === 'localhost' || host === '127.0.0.1')
    return `http://localhost:${Number(port) + 1000}`;
  return address.includes('.tmprl.cloud') || address.includes('.temporal.io')
    ? 'https://cloud.temporal.io'
    : null;
}

/** The page of one run in the Web UI; null when its place is not known. */
export function runUrl(
  temporal: Pick<Temporal, 'webUiUrl' | 'namespace'>,
  workflowId: string,
  runId: string,
): string | null {
  if (temporal.webUiUrl === null) return null;
  const path = ['namespaces', temporal.namespace, 'workflows', workflowId, runId];
  return `${temporal.webUiUrl}/${path.map(encodeURIComponent).join('/')}`;
}
