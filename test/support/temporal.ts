import { TestWorkflowEnvironment } from '@temporalio/testing';

import { temporalProgram } from '../../client/dev/programs.js';
import { SEARCH_ATTRIBUTES } from '../../pipeline/search-attributes.js';

export interface TemporalServer {
  /** gRPC address. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts Temporal's development server on a free port, in memory, with Ratchet's search attributes. */
export async function startTemporalServer(): Promise<TemporalServer> {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await temporalProgram() },
      ip: '127.0.0.1',
      searchAttributes: Object.values(SEARCH_ATTRIBUTES),
      log: { format: 'pretty', level: 'error' },
      // As `ratchet dev` starts it: steps of a few milliseconds are not held up by the server's own polling.
      extraArgs: ['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=2000'],
    },
  });
  return { address: environment.address, stop: () => environment.teardown() };
}
