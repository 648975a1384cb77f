import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { chooseCandidate } from '../../pipeline/candidates.js';
import { judgedMetric } from '../../pipeline/judged-metric.js';
import { artifactLocation } from '../../pipeline/object-names.js';
import type { Run } from '../../pipeline/run.js';
import type { Candidate, TrainingInput } from '../../pipeline/training.js';
import { untilTraining } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { HeldTraining } from '../support/held-training.js';
import { createCustomers, smallRequest } from '../support/small-model.js';

const TRAIN = `from sklearn.dummy import DummyClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeClassifier


def build(params):
    return DummyClassifier(**params)


def build_tree(params):
    return make_pipeline(OneHotEncoder(handle_unknown="ignore"), DecisionTreeClassifier(max_depth=3))


def build_broken(params):
    raise ValueError("no such thing")
`;
const CANDIDATES = {
  prior: { params: { strategy: 'prior' } },
  tree: { build: 'build_tree' },
  broken: { build: 'build_broken' },
};

let place: ActivityPlace;
let run: Run;
let input: TrainingInput;

beforeAll(async () => {
  place = await openActivityPlace('CANDIDATES');
  await createCustomers(place);
});
afterAll(() => place.close());

beforeEach(async () => {
  run = newRun('small-churn');
  const request = smallRequest({ training: { candidates: CANDIDATES } }, { 'train.py': TRAIN });
  input = await untilTraining(place, run, request);
});

function train(candidate: string, of: TrainingInput = input): Promise<Candidate> {
  return place.run((activities) => activities.trainCandidate({ ...of, candidate }));
}

function ledgerRows() {
  return place.query(
    'SELECT CANDIDATE, FENCE, PARSE_JSON(RESULT):artifact::VARCHAR AS ARTIFACT FROM TRAININGS WHERE RUN_ID = ? ORDER BY CANDIDATE',
    [run.id],
  );
}

/** What the gate gets when `name` was chosen. */
function evaluate(candidate: Candidate, chosen: string) {
  const choice = { chosen, metric: 'accuracy', candidates: [] };
  return place.run((activities) =>
    activities.evaluateCandidate({ ...input, candidate: { ...candidate, choice } }),
  );
}

describe('candidates of one run', () => {
  it('have each a fence, a result, an artifact and a tag, and the best is judged', async () => {
    const [prior, tree] = await Promise.all([train('prior'), train('tree')]);
    await expect(train('broken')).rejects.toMatchObject({
      type: 'UserCode',
      message: expect.stringContaining('train.py: build_broken raised ValueError: no such thing'),
    });

    expect(await ledgerRows()).toEqual([
      { CANDIDATE: 'broken', FENCE: '1', ARTIFACT: null },
      { CANDIDATE: 'prior', FENCE: '1', ARTIFACT: prior.artifact },
      { CANDIDATE: 'tree', FENCE: '1', ARTIFACT: tree.artifact },
    ]);
    expect(tree.artifact).toMatch(new RegExp(`^${artifactLocation(run, 'tree')}/[0-9a-f]{64}/$`));
    const tags = await place.query(
      `SELECT QUERY_TAG FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_ID = ?`,
      [tree.queryId],
    );
    expect(JSON.parse(tags[0]?.['QUERY_TAG'] ?? '')).toMatchObject({
      step: 'training',
      candidate: 'tree',
      statement: 'training',
    });

    const metric = judgedMetric('accuracy', {});
    if (metric === null) throw new Error('accuracy is no metric');
    const results = [
      { name: 'prior', candidate: prior },
      { name: 'tree', candidate: tree },
    ];
    const best = chooseCandidate(results, metric);
    expect(best?.choice?.chosen).toBe('tree');
    const { evidence } = await evaluate(tree, 'tree');
    expect(evidence.artifactSha256).toBe(tree.artifactSha256);
  });

  it('are judged by the artifact of the chosen one alone', async () => {
    const [prior] = await Promise.all([train('prior'), train('tree')]);

    await expect(evaluate(prior, 'tree')).rejects.toMatchObject({
      type: 'Fenced',
      message: expect.stringContaining('is not what the training of the candidate tree of run'),
    });
    expect(await place.query('SELECT * FROM EVIDENCE WHERE RUN_ID = ?', [run.id])).toEqual([]);
  });

  it.each([
    ['whose trainings had no name yet', 'ALTER TABLE TRAININGS DROP COLUMN CANDIDATE'],
    ['that knew no trainings', 'DROP TABLE TRAININGS'],
  ])('are trained in a ledger %s', async (_, sql) => {
    await place.query(sql);
    place.restartWorker();

    const tree = await train('tree');

    expect(await ledgerRows()).toEqual([
      { CANDIDATE: 'tree', FENCE: '1', ARTIFACT: tree.artifact },
    ]);
  });
});

describe('a candidate whose CALL was sent twice', () => {
  let held: HeldTraining;
  beforeEach(() => {
    held = new HeldTraining();
  });
  afterEach(() => held.close());

  it('has one result, that of the later one, and the other candidates have theirs', async () => {
    const { spec, code } = held.request;
    if ('procedure' in spec.training) throw new Error('it is trained by train.py');
    const candidates = { one: { params: { n: 1 } }, two: { params: { n: 2 } } };
    const training = { ...spec.training, candidates };
    const of = await untilTraining(place, run, smallRequest({ training }, code));

    const older = train('one', of);
    await held.begun(1);
    const newer = await train('one', of);
    const other = await train('two', of);
    held.goOn();

    expect(await older).toEqual({ ...newer, queryId: (await older).queryId });
    expect(other.artifactSha256).not.toBe(newer.artifactSha256);
    expect(await ledgerRows()).toEqual([
      { CANDIDATE: 'one', FENCE: '2', ARTIFACT: newer.artifact },
      { CANDIDATE: 'two', FENCE: '1', ARTIFACT: other.artifact },
    ]);
  });
});
