import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

import { startServers, type Servers } from '../chaos/servers.js';
import { openFaultPlace, type FaultPlace } from './fault-place.js';

/** Places on the servers of a test file, once `beforeAll` has started them. */
interface FaultPlaces {
  /** Makes a place of this name; the caller closes it. */
  open(name: string): Promise<FaultPlace>;
  /** Does something in a place of this name, which is closed afterwards. */
  within(name: string, work: (place: FaultPlace) => Promise<void>): Promise<void>;
}

/** Starts a Temporal server and a local Snowflake before the tests of a file, and stops them afterwards. */
export function useFaultPlaces(): FaultPlaces {
  let folder = '';
  let servers: Servers;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ratchet-faults-'));
    servers = await startServers(folder);
  });
  afterAll(async () => {
    await servers.stop();
    rmSync(folder, { recursive: true });
  });
  const open = (name: string) => openFaultPlace(servers, name, folder);
  return {
    open,
    within: async (name, work) => {
      const place = await open(name);
      try {
        await work(place);
      } finally {
        await place.close();
      }
    },
  };
}
