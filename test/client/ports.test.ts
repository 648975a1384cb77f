import { describe, expect, it } from 'vitest';

import { freePort, isFree } from '../../client/dev/ports.js';

describe('freePort', () => {
  it('takes ports that no outgoing connection is given, so that a killed server finds its own free', async () => {
    const ports = await Promise.all(Array.from({ length: 200 }, () => freePort()));

    // The lowest first port of a range for outgoing connections: Linux 32768, macOS, Windows and IANA 49152.
    expect(Math.max(...ports)).toBeLessThan(32_768);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(1024);
    await expect(isFree(ports[0] ?? 0)).resolves.toBe(true);
  });
});
