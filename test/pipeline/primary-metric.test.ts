import { describe, expect, it } from 'vitest';

import { listedRun } from '../../client/ledger/listed-run.js';
import { readJudged } from '../../client/ledger/judged.js';
import { policyOf } from '../support/evidence.js';
import { judgedRunOf } from '../support/judged-run.js';

const RULES = { roc_auc: { min: 0.75 }, accuracy: { min: 0.7 } };

describe('the primary metric', () => {
  it('is the one that the policy names first, though the ledger has its keys by the alphabet', () => {
    const judged = readJudged(judgedRunOf({ policy: policyOf(RULES) }));

    expect(Object.keys(judged.policy?.rules ?? {})).toEqual(['accuracy', 'roc_auc']);
    expect(listedRun(judged)).toMatchObject({ metric: 'roc_auc', score: 0.8043 });
  });

  it('is none of a run that has no decision on record', () => {
    const judged = readJudged(judgedRunOf({ run: { decision: null } }));

    expect(listedRun(judged)).toMatchObject({ metric: null, score: null });
  });
});
