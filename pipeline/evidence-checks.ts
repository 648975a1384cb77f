import { checkResult, marginBelow } from './check-result.js';
import type { Evidence } from './evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { countedText, countText, scoreText, shareText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/** Whether the scores can mean anything at all: what stands in the hold-out, and what leaked into it. */
export function checkEvidence(evidence: Evidence, policy: GatePolicy): RuleResult[] {
  return [
    checkHoldOut(evidence),
    checkEntityOverlap(evidence),
    ...(evidence.candidate.source === 'self-reported' ? [checkRepeatedEntities(evidence)] : []),
    checkDuplicateRows(evidence, policy),
  ];
}

/** What no policy switches off. */
const ALWAYS = { on: 'reject' } as const;

function checkHoldOut(evidence: Evidence): RuleResult {
  const { task = 'binary' } = evidence;
  if (task === 'regression') return checkHeldOutRows(evidence);
  return task === 'binary' ? checkBothClasses(evidence) : checkLabels(evidence);
}

function checkBothClasses({ rows, classes }: Evidence): RuleResult {
  const { positive, negative } = classes ?? { positive: 0, negative: 0 };
  const counts = `${countText(positive)} positive and ${countText(negative)} negative`;
  const holds = positive > 0 && negative > 0;
  return checkResult({
    ...ALWAYS,
    subject: 'hold_out',
    rule: 'rows of both classes',
    found: rows.test,
    holds,
    reason: holds
      ? `The hold-out has ${counts} rows.`
      : `The hold-out has ${counts} rows: without both classes no score on it means anything.`,
  });
}

function checkLabels({ rows, labels = {} }: Evidence): RuleResult {
  const present = Object.values(labels).filter((count) => count > 0).length;
  const counts = `${countedText(rows.test, 'row', 'rows')} of ${countedText(present, 'class', 'classes')}`;
  const holds = present > 1;
  return checkResult({
    ...ALWAYS,
    subject: 'hold_out',
    rule: 'rows of several classes',
    found: rows.test,
    holds,
    reason: holds
      ? `The hold-out has ${counts}.`
      : `The hold-out has ${counts}: without several of them no score on it means anything.`,
  });
}

function checkHeldOutRows({ rows }: Evidence): RuleResult {
  const holds = rows.test > 1;
  const counts = countedText(rows.test, 'row', 'rows');
  return checkResult({
    ...ALWAYS,
    subject: 'hold_out',
    rule: 'at least 2 rows',
    found: rows.test,
    holds,
    reason: holds
      ? `The hold-out has ${counts}.`
      : `The hold-out has ${counts}: no score on it means anything.`,
    margin: rows.test - 2,
  });
}

function checkEntityOverlap({ leakage }: Evidence): RuleResult {
  const count = leakage.entitiesOnBothSides;
  const stand = `${countedText(count, 'entity stands', 'entities stand')} on both sides of the split`;
  return checkResult({
    ...ALWAYS,
    subject: 'entity_overlap',
    rule: 'no entity on both sides',
    found: count,
    holds: count === 0,
    reason:
      count === 0
        ? 'No entity stands on both sides of the split.'
        : `${stand}: the score is not one of unseen entities.`,
  });
}

/** Decision 0007: nobody but the procedure knows how it split, so copies of an entity may be on both of its sides. */
function checkRepeatedEntities({ candidate, leakage }: Evidence): RuleResult {
  const count = leakage.entitiesWithSeveralRows;
  const have = countedText(count, 'entity has', 'entities have');
  const share = shareText(leakage.rowsOfRepeatedEntitiesShare);
  const scores = Object.entries(candidate.metrics)
    .map(([name, score]) => `${name} ${scoreText(score)}`)
    .join(', ');
  return checkResult({
    ...ALWAYS,
    subject: 'repeated_entities',
    rule: 'one row an entity, with self-reported scores',
    found: count,
    holds: count === 0,
    reason:
      count === 0
        ? 'Every entity has one row.'
        : `${have} several rows (${share} of all rows), and the procedure chose its test rows itself: copies of one entity on both of its sides would explain what it reports (${scores}).`,
  });
}

function checkDuplicateRows({ leakage }: Evidence, policy: GatePolicy): RuleResult {
  const share = leakage.duplicateFeatureRowsShare;
  const asked = policy.checks?.duplicateRows;
  const largest = asked?.above ?? policy.leakage.maxDuplicateRowsShare;
  const holds = share <= largest;
  const found = `${shareText(share, largest)} of the held-out rows repeat all features of a row outside the hold-out`;
  const allowed = `at most ${shareText(largest, share)} may`;
  return checkResult({
    subject: 'duplicate_rows',
    rule: `a share of at most ${largest}`,
    on: asked?.on ?? 'reject',
    found: share,
    holds,
    reason: holds
      ? `${found}; ${allowed}.`
      : `${found}; ${allowed}: the score would measure memory.`,
    ...marginBelow(share, largest),
  });
}
