import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { statementTimes } from '../../activities/training/statement-times.js';
import type { Statement } from '../../activities/snowflake/statement.js';
import type { PipelineActivities } from '../../pipeline/activities.js';
import type { Run } from '../../pipeline/run.js';
import { runChain, untilTraining } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { createCustomers, smallRequest } from '../support/small-model.js';

let place: ActivityPlace;

beforeAll(async () => {
  place = await openActivityPlace('TRAINING');
  await createCustomers(place);
  await place.query('CREATE STAGE MY_MODELS');
});
afterAll(() => place.close());

const PROCEDURE_TRAINING = {
  procedure: 'TRAIN_SMALL',
  artifact: '@MY_MODELS/small.joblib',
  metrics: { accuracy: 'R2 score on Test' },
};

/** A procedure as teams have them: trains on what the table holds, scores itself, overwrites its model file. */
async function createProcedure(returned: string, { writes = true } = {}): Promise<void> {
  const write = 'session.file.put("/tmp/small.joblib", "@MY_MODELS", overwrite=True)';
  await place.query(`CREATE OR REPLACE PROCEDURE TRAIN_SMALL(FEATURES VARCHAR) RETURNS VARIANT
LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'train'
PACKAGES = ('snowflake-snowpark-python', 'scikit-learn', 'pandas', 'joblib')
AS $$
import joblib
from sklearn.linear_model import LogisticRegression

def train(session, features):
    frame = session.table(features).to_pandas()
    model = LogisticRegression().fit(frame[["CHARGES"]].astype(float), frame["CHURNVALUE"])
    joblib.dump(model, "/tmp/small.joblib")
    ${writes ? write : 'pass'}
    return ${returned}
$$`);
}

const NUMBERS_ONLY = { 'features.sql': 'SELECT CUSTOMERID, CHURNVALUE, CHARGES FROM {customers}' };

function procedureRequest() {
  return smallRequest({ training: PROCEDURE_TRAINING }, NUMBERS_ONLY);
}

/** Waits until Snowflake's clock is past the second in which the model file was written. Returns that second. */
async function laterThanModelFile(): Promise<string> {
  const [file] = await place.query('LIST @MY_MODELS/small.joblib');
  const writtenAt = new Date(file?.['last_modified'] ?? '');
  const now = async () => {
    const [row] = await place.query(
      'SELECT DATE_PART(EPOCH_MILLISECOND, CURRENT_TIMESTAMP()) AS NOW',
    );
    return Number(row?.['NOW']);
  };
  await expect.poll(now, { timeout: 10_000 }).toBeGreaterThan(writtenAt.getTime() + 2_000);
  return `${writtenAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The CALLs of the procedure that a run has sent. */
function callsOf(run: Run) {
  return place.query(
    'SELECT QUERY_ID FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER(RESULT_LIMIT => 10000)) ' +
      `WHERE QUERY_TEXT LIKE 'CALL "TRAIN_SMALL"%' AND CONTAINS(QUERY_TAG, ?)`,
    [run.id],
  );
}

function dieBefore(beginning: string) {
  return async ({ sql }: Statement) => {
    if (sql.startsWith(beginning)) throw new Error('the Worker died');
  };
}

describe('trainCandidate by an estimator', () => {
  it('leaves the model at a path that holds its sha256', async () => {
    const { candidate } = await runChain(place, newRun('small-churn'), smallRequest());

    expect(candidate.artifact).toMatch(
      new RegExp(`^@RATCHET_ARTIFACTS/small-churn/[0-9a-f]{12}/${candidate.artifactSha256}/$`),
    );
    expect(Object.keys(candidate.packages)).toEqual(
      expect.arrayContaining(['scikit-learn', 'pandas', 'numpy', 'joblib']),
    );
    expect(candidate.metrics.train?.['accuracy']).toBeGreaterThan(0.5);
    const files = await place.query(`LIST ${candidate.artifact}`);
    expect(files.map((row) => row['name']?.split('/').at(-1))).toEqual([
      'model.joblib',
      'model.json',
    ]);
  });

  it.each([
    ['raises', 'def build(params):\n    raise ValueError("no such kernel")\n', 'train.py'],
    ['is not Python', 'def build(params:\n', 'train.py'],
    ['returns no estimator', 'def build(params):\n    return 42\n', 'expected an unfitted'],
  ])('tells of a train.py that %s as the fault of the code', async (_, train, message) => {
    const request = smallRequest({}, { 'train.py': train });

    const trained = runChain(place, newRun('small-churn'), request);

    await expect(trained).rejects.toMatchObject({ type: 'UserCode' });
    await expect(trained).rejects.toThrow(message);
  });
});

describe('trainCandidate by a procedure', () => {
  it('calls it as it is, maps its scores and copies its model', async () => {
    await createProcedure('{"R2 score on Train": 0.9, "R2 score on Test": 0.75}');
    const request = procedureRequest();

    const { candidate, evaluation, publication } = await runChain(
      place,
      newRun('small-churn'),
      request,
    );

    expect(candidate.metrics).toMatchObject({ selfReported: { accuracy: 0.75 } });
    expect(candidate.trainingMs).toBeGreaterThan(0);
    expect(evaluation.evidence.candidate).toEqual({
      source: 'self-reported',
      metrics: { accuracy: 0.75 },
    });
    expect(publication).toMatchObject({ kind: 'published' });
    const files = await place.query(`LIST ${candidate.artifact}`);
    expect(files).toHaveLength(2);
  });

  it.each([
    ['reports no number', '{"R2 score on Test": float("nan")}', 'rejected'],
    ['reports a text', '{"R2 score on Test": "0.99"}', 'rejected'],
  ])('lets the gate refuse one that %s', async (_, returned, kind) => {
    await createProcedure(returned);
    const request = procedureRequest();

    const { verdict } = await runChain(place, newRun('small-churn'), request);

    expect(verdict.kind).toBe(kind);
  });

  it('adopts no file that the procedure did not write in this run', async () => {
    const request = procedureRequest();
    await createProcedure('{"R2 score on Test": 0.7}');
    await runChain(place, newRun('small-churn'), request, { publishes: false });
    await createProcedure('{"R2 score on Test": 0.9}', { writes: false });
    const writtenAt = await laterThanModelFile();

    const trained = runChain(place, newRun('small-churn'), request);

    await expect(trained).rejects.toMatchObject({ type: 'UserCode' });
    await expect(trained).rejects.toThrow(
      `@MY_MODELS/small.joblib: found small.joblib.gz of ${writtenAt}, but the procedure was called at `,
    );
  });

  it('is not called again for a run that has its result, by whichever attempt', async () => {
    await createProcedure('{"R2 score on Test": 0.75}');
    const input = await untilTraining(place, newRun('small-churn'), procedureRequest());
    const first = await place.run((activities) => activities.trainCandidate(input));
    // Another file lies there meanwhile, with which the scores of the first CALL have nothing to do.
    await createProcedure('{"R2 score on Test": 0.99}');
    await place.query(`CALL TRAIN_SMALL('${input.featureTable.table}')`);
    const calls: string[] = [];

    const second = await place.run(
      (activities) => activities.trainCandidate(input),
      async ({ sql }) => void (sql.startsWith('CALL ') && calls.push(sql)),
    );

    expect(second).toEqual(first);
    expect(calls).toEqual([]);
  });

  it('is taken up by a later attempt, which adopts what it wrote long before', async () => {
    await createProcedure('{"R2 score on Test": 0.75}');
    const input = await untilTraining(place, newRun('small-churn'), procedureRequest());
    const train = (activities: PipelineActivities) => activities.trainCandidate(input);
    const heartbeats: unknown[] = [];
    const died = place.run(train, dieBefore('CREATE OR REPLACE PROCEDURE "RATCHET_ADOPT'), {
      info: { heartbeatTimeoutMs: 10_000 },
      onHeartbeat: (details) => heartbeats.push(details),
    });
    await expect(died).rejects.toThrow('the Worker died');
    await laterThanModelFile();

    const info = { attempt: 2, heartbeatTimeoutMs: 10_000, heartbeatDetails: heartbeats.at(-1) };
    const candidate = await place.run(train, undefined, { info });

    expect(candidate.metrics.selfReported).toEqual({ accuracy: 0.75 });
    expect(await callsOf(input.run)).toEqual([{ QUERY_ID: candidate.queryId }]);
  });

  it('is not called by an attempt that wakes up after another one has trained', async () => {
    await createProcedure('{"R2 score on Test": 0.75}');
    const input = await untilTraining(place, newRun('small-churn'), procedureRequest());
    const train = (activities: PipelineActivities) => activities.trainCandidate(input);

    const late = place.run(train, async ({ sql }) => {
      if (sql.startsWith('CALL "TRAIN_SMALL"')) await place.run(train);
    });

    await expect(late).rejects.toMatchObject({ name: 'TrainingOvertaken', reaction: 'retry' });
    expect(await callsOf(input.run)).toHaveLength(1);
  });

  it('waits for the query history to tell when a CALL ran', async () => {
    const asked = place.withWarehouse(newRun(), (warehouse) =>
      statementTimes(warehouse, '01b2c3d4-0000-0000-0000-000000000000'),
    );

    await expect(asked).rejects.toMatchObject({ type: 'SnowflakeTransient', reaction: 'retry' });
  });

  it('says which procedure is missing, and what to do', async () => {
    const training = { ...PROCEDURE_TRAINING, procedure: 'NO_SUCH_PROCEDURE' };

    const trained = runChain(place, newRun('small-churn'), smallRequest({ training }));

    await expect(trained).rejects.toMatchObject({ type: 'ProcedureMissing' });
    await expect(trained).rejects.toThrow(
      'Found no procedure NO_SUCH_PROCEDURE(VARCHAR) that the Worker',
    );
  });

  it('tells of a procedure that fails as the fault of the code', async () => {
    await createProcedure('1 / 0');
    const request = procedureRequest();

    const trained = runChain(place, newRun('small-churn'), request);

    await expect(trained).rejects.toMatchObject({ type: 'UserCode' });
    await expect(trained).rejects.toThrow('ZeroDivisionError');
  });
});
