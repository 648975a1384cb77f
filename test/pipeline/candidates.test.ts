import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  candidatePlan,
  candidateRecipe,
  chooseCandidate,
  choiceText,
  unfitCandidates,
  type CandidateResult,
} from '../../pipeline/candidates.js';
import type { JudgedMetric } from '../../pipeline/judged-metric.js';
import type { Score } from '../../pipeline/metrics.js';
import type { EstimatorTraining } from '../../pipeline/model-spec.js';
import type { Candidate } from '../../pipeline/training.js';

const TRAINING: EstimatorTraining = {
  params: { n_estimators: 200, max_depth: 8 },
  packages: [],
  seed: 0,
  timeout: '1h',
  candidates: {
    small: { params: { n_estimators: 50 }, build: 'build' },
    boosting: { params: {}, build: 'build_boosting' },
  },
};

function trained(name: string, score: Score | undefined): CandidateResult {
  const candidate: Candidate = {
    artifact: `@RATCHET_ARTIFACTS/churn/0123456789ab/${name}/aaaa/`,
    artifactSha256: 'a'.repeat(64),
    artifactBytes: 1,
    metrics: {
      train: { roc_auc: 1 },
      ...(score === undefined ? {} : { validation: { roc_auc: score } }),
    },
    packages: {},
    python: '3.11',
    trainingMs: 1,
    queryId: `query-${name}`,
  };
  return { name, candidate };
}

function failed(name: string): CandidateResult {
  return { name, failure: 'UserCode: train.py raised ValueError', queryId: null };
}

const ROC_AUC: JudgedMetric = { name: 'roc_auc', direction: 'higher', lowest: 0, highest: 1 };
const ENDLESS = Number.POSITIVE_INFINITY;

function chosenOf(
  results: readonly CandidateResult[],
  direction: JudgedMetric['direction'] = 'higher',
) {
  const metric = { name: 'roc_auc', direction, lowest: -ENDLESS, highest: ENDLESS };
  return chooseCandidate(results, metric)?.choice?.chosen ?? null;
}

describe('candidatePlan', () => {
  it('names the candidates in the order of the file, two at once unless it says otherwise', () => {
    const names = ['small', 'boosting'];
    expect(candidatePlan({ training: TRAINING })).toEqual({ names, parallel: 2 });
    expect(candidatePlan({ training: { ...TRAINING, parallel: 5 } })).toEqual({
      names,
      parallel: 5,
    });
  });

  it('is null for a model that trains one', () => {
    const { candidates: _, ...one } = TRAINING;
    expect(candidatePlan({ training: one })).toBeNull();
  });
});

describe('candidateRecipe', () => {
  it('puts the parameters of a candidate over the shared ones', () => {
    expect(candidateRecipe(TRAINING, 'small')).toEqual({
      build: 'build',
      params: { n_estimators: 50, max_depth: 8 },
    });
    expect(candidateRecipe(TRAINING, 'boosting')).toEqual({
      build: 'build_boosting',
      params: TRAINING.params,
    });
  });

  it.each(['large', 'constructor'])('throws on %s, which the file does not name', (name) => {
    expect(() => candidateRecipe(TRAINING, name)).toThrow(RangeError);
  });
});

describe('chooseCandidate', () => {
  it('takes the best score in the direction of the metric', () => {
    const results = [trained('small', 0.7), trained('large', 0.8), failed('linear')];
    expect(chosenOf(results)).toBe('large');
    expect(chosenOf(results, 'lower')).toBe('small');
  });

  it('takes the first named of several that are equal', () => {
    expect(chosenOf([trained('a', 0.5), trained('b', 0.8), trained('c', 0.8)])).toBe('b');
    expect(chosenOf([trained('a', 0), trained('b', -0)])).toBe('a');
    expect(chosenOf([trained('a', 0), trained('b', -0)], 'lower')).toBe('a');
  });

  it.each<[string, Score | undefined]>([
    ['missing', undefined],
    ['null', null],
    ['NaN', 'NaN'],
    ['infinite', 'Infinity'],
    ['a number that is none', Number.NaN],
    ['an infinite number', Number.NEGATIVE_INFINITY],
  ])('lets no candidate win whose score is %s', (_, score) => {
    for (const direction of ['higher', 'lower'] as const) {
      expect(chosenOf([trained('odd', score), trained('plain', 0.1)], direction)).toBe('plain');
      expect(chosenOf([trained('odd', score)], direction)).toBeNull();
    }
  });

  it('lets no candidate win whose score no such metric can have', () => {
    const results = [trained('odd', 1.5), trained('plain', 0.1), trained('below', -0.1)];
    expect(chooseCandidate(results, ROC_AUC)?.choice?.chosen).toBe('plain');
  });

  it('gives the candidate as it was trained, with the scores of all', () => {
    const large = trained('large', 0.8);
    expect(chooseCandidate([trained('small', 0.7), large, failed('linear')], ROC_AUC)).toEqual({
      ...('candidate' in large ? large.candidate : {}),
      choice: {
        chosen: 'large',
        metric: 'roc_auc',
        candidates: [
          { name: 'small', validation: { roc_auc: 0.7 }, failure: null, queryId: 'query-small' },
          { name: 'large', validation: { roc_auc: 0.8 }, failure: null, queryId: 'query-large' },
          {
            name: 'linear',
            validation: {},
            failure: 'UserCode: train.py raised ValueError',
            queryId: null,
          },
        ],
      },
    });
  });

  it('never takes one that failed, or that another finite score beats, whatever the scores', () => {
    const score = fc.oneof(
      fc.double(),
      fc.constantFrom<Score>(0, -0, 5e-324, null, 'NaN', 'Infinity', '-Infinity', 0.8, 0.8),
    );
    const results = fc.array(fc.option(score), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        results,
        fc.constantFrom('higher' as const, 'lower' as const),
        (scores, direction) => {
          const finite = scores.filter(
            (one): one is number => typeof one === 'number' && Number.isFinite(one),
          );
          const all = scores.map((one, index) =>
            one === null ? failed(`c${index}`) : trained(`c${index}`, one),
          );
          const best = direction === 'higher' ? Math.max(...finite) : Math.min(...finite);
          const first = scores.findIndex(
            (one) => finite.length > 0 && Number(one) === best && one !== null,
          );
          expect(chosenOf(all, direction)).toBe(finite.length === 0 ? null : `c${first}`);
        },
      ),
    );
  });
});

describe('choiceText', () => {
  it('names the winner and the scores of the others, with digits enough to tell them apart', () => {
    const results = [trained('small', 0.8314), trained('large', 0.84201), failed('linear')];
    const choice = chooseCandidate(results, ROC_AUC)?.choice;
    expect(choice && choiceText(choice)).toBe(
      'best of 3: large, roc_auc 0.842 on the validation rows; small 0.8314, linear failed',
    );
    const close = chooseCandidate([trained('a', 0.80001), trained('b', 0.80002)], ROC_AUC);
    expect(close?.choice && choiceText(close.choice)).toBe(
      'best of 2: b, roc_auc 0.80002 on the validation rows; a 0.80001',
    );
  });

  it('stays a line however many there are', () => {
    const results = Array.from({ length: 20 }, (_, index) => trained(`c${index}`, index / 20));
    const choice = chooseCandidate(results, ROC_AUC)?.choice;
    expect(choice && choiceText(choice)).toMatch(/; c0 0, c1 0\.05, c2 0\.1, c3 0\.15, 15 more$/);
  });
});

describe('unfitCandidates', () => {
  it('tells of each why it cannot go to the gate', () => {
    expect(unfitCandidates([failed('linear'), trained('odd', 'NaN')], ROC_AUC)).toEqual([
      'linear: UserCode: train.py raised ValueError',
      'odd: roc_auc on the validation rows is NaN, not a finite number',
    ]);
  });
});
