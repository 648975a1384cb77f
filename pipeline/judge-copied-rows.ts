import { DEFAULT_CHECKS } from './check-policy.js';
import { checkResult, isWithin, marginBelow, unmeasured } from './check-result.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { countText, scoreText, shareText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/** Whether rows are copies of others under another entity, which stand on both sides of the split unseen. */
export function judgeCopiedRows({ copies }: Evidence, policy: GatePolicy): RuleResult[] {
  const asked = policy.checks?.copiedRows;
  const { above, on } = asked ?? DEFAULT_CHECKS.copiedRows;
  const check = {
    subject: 'copied_rows',
    rule: `a share of at most ${above}, with 99 % certainty`,
    on,
  } as const;
  if (copies === undefined) return asked === undefined ? [] : [unmeasured(check, 'copied rows')];
  if (copies === null) {
    const reason =
      'No feature has numbers that hardly two rows share: copies cannot be told from rows that look alike.';
    const nothing = checkResult({ ...check, found: null, holds: true, reason });
    return asked === undefined ? [] : [{ ...nothing, result: 'not-judged' }];
  }
  const { by, pairs, alike, shareAtLeast } = copies;
  const found =
    typeof shareAtLeast === 'number' ? shareText(shareAtLeast, above) : scoreText(shareAtLeast);
  const seen = `of ${countText(pairs)} pairs of rows with the same ${by}, ${countText(alike)} are alike in all features`;
  const holds = isWithin(shareAtLeast, above);
  const reason = holds
    ? `At least ${found} of the rows are copies of others under another entity (${seen}); up to ${shareText(above)} are allowed.`
    : `At least ${found} of the rows are copies of others under another entity, more than ${shareText(above)}: ${seen}, far more than among neighbouring values. The score would measure memory.`;
  const margin = marginBelow(shareAtLeast, above);
  return [checkResult({ ...check, found: shareAtLeast, holds, reason, ...margin })];
}
