import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';

import { connectTemporal } from '../../client/connect.js';
import { loginIn, startServers, type Servers } from '../chaos/servers.js';
import { openSession } from '../support/snowflake-session.js';
import { openFaultPlace, type FaultPlace, type FaultServers } from './fault-place.js';

/** Places on servers, once `beforeAll` has run. */
interface FaultPlaces {
  /** Makes a place of this name; the caller closes it. */
  open(name: string): Promise<FaultPlace>;
  /** Does something in a place of this name, which is closed afterwards. */
  within(name: string, work: (place: FaultPlace) => Promise<void>): Promise<void>;
}

/** Places on the servers of this test run, which no test may kill. Names are of one file only. */
export function useFaultPlaces(): FaultPlaces {
  return placesOn(() => sharedServers());
}

/** The same on servers of the file's own, and these. */
export function useOwnServers(): FaultPlaces & { readonly servers: () => Servers } {
  let servers: Servers;
  const places = placesOn(async (folder) => (servers = await startServers(folder)));
  return { ...places, servers: () => servers };
}

function placesOn(
  start: (folder: string) => Promise<FaultServers & { stop(): Promise<void> }>,
): FaultPlaces {
  let folder = '';
  let servers: FaultServers & { stop(): Promise<void> };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ratchet-faults-'));
    servers = await start(folder);
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

async function sharedServers(): Promise<FaultServers & { stop(): Promise<void> }> {
  const { address, snowflakeUrl, env, login: bare } = inject('servers');
  const temporal = await connectTemporal({ address });
  const login = (schema?: string) => loginIn(bare, schema);
  return {
    temporal,
    snowflakeUrl,
    env,
    outages: [],
    login,
    openSession: (schema) => openSession(login(schema)),
    stop: () => temporal.close(),
  };
}
