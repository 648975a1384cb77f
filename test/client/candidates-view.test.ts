import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { candidatesView } from '../../client/views/candidates-view.js';
import type { CandidateProgress } from '../../pipeline/progress.js';

const AT = '2026-11-26T11:00:00.000Z';

function candidate(name: string, change: Partial<CandidateProgress>): CandidateProgress {
  const before = { startedAt: null, endedAt: null, score: null, failure: null } as const;
  return { name, state: 'waiting', ...before, ...change };
}

describe('candidatesView', () => {
  it('shows what became of each, with digits enough to tell the scores apart', () => {
    const ended = { startedAt: AT, endedAt: '2026-11-26T11:00:12.500Z' };
    const candidates = [
      candidate('small', { state: 'done', ...ended, score: 0.84201 }),
      candidate('large', { state: 'done', ...ended, score: 0.84204 }),
      candidate('linear', { state: 'failed', ...ended, failure: 'UserCode: at line 3' }),
      candidate('deep', { state: 'running', startedAt: AT }),
      candidate('wide', {}),
    ];

    expect(
      candidatesView({ metric: 'roc_auc', chosen: 'large', candidates }, pc.createColors(false)),
    ).toBe(
      [
        '   candidate    time  roc_auc on validation',
        '   small      12.5 s                0.84201',
        '✔  large      12.5 s                0.84204',
        '   linear     12.5 s                         failed: UserCode: at line 3',
        '   deep                                      running',
        '   wide                                      waiting',
      ].join('\n'),
    );
  });
});
