import { describe, expect, it } from 'vitest';

import type { PastVersion } from '../../activities/ledger/version-history.js';
import { rollbackTarget } from '../../activities/publication/rollback-target.js';

/** Versions 1 to `count`, each promoted in the place of the one before. */
function promoted(count: number): PastVersion[] {
  return Array.from({ length: count }, (_, index) => ({
    version: index + 1,
    wentLive: true,
    previousVersion: index === 0 ? null : index,
  }));
}

const OVERTAKEN: PastVersion = { version: 4, wentLive: false, previousVersion: null };

function target(
  liveVersion: number | null,
  toVersion: number | null,
  history: readonly PastVersion[] = [...promoted(3), OVERTAKEN],
): number {
  return rollbackTarget({ model: 'telco-churn', liveVersion, history, toVersion });
}

describe('rollbackTarget', () => {
  it.each([
    [3, null, 2],
    [2, null, 1],
    [3, 1, 1],
    [1, 3, 3],
  ])('goes from version %j, asked for %j, to %j', (liveVersion, toVersion, expected) => {
    expect(target(liveVersion, toVersion)).toBe(expected);
  });

  it('goes to what was live when the live version was promoted, not to the number below', () => {
    const history = [...promoted(3), OVERTAKEN, { version: 5, wentLive: true, previousVersion: 1 }];

    expect(target(5, null, history)).toBe(1);
  });

  it.each([
    [null, null, 'it has no live version yet. Name one'],
    [1, null, 'its version 1 is the first that was promoted. Name one'],
    [3, 9, 'it has no version 9. Name one'],
    [3, 4, 'its version 4 was never promoted, and a rollback judges nothing. Name one'],
    [3, 3, 'its version 3 is live already. Name one'],
  ])('refuses to go from version %j, asked for %j', (liveVersion, toVersion, reason) => {
    const refused = () => target(liveVersion, toVersion);

    expect(refused).toThrow(
      `telco-churn is not rolled back: ${reason} that was promoted with --to (1, 2, 3), or retrain: npx ratchet run telco-churn.`,
    );
    expect(refused).toThrow(expect.objectContaining({ type: 'RollbackRefused' }));
  });

  it('names the last ten of many versions', () => {
    expect(() => target(12, 99, promoted(12))).toThrow(
      '--to (the last of them 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)',
    );
  });

  it('does not guess when the ledger has no promotion of what is live', () => {
    expect(() => target(4, null)).toThrow(expect.objectContaining({ type: 'LedgerCorrupt' }));
    expect(target(4, 2)).toBe(2);
  });
});
