import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { startTestEnvironment, type TestEnvironment } from '../support/dev-environment.js';
import { judged, promoted, runModel, type EndedRun } from '../support/model-runs.js';
import { ratchet } from '../support/ratchet.js';
import {
  functionOf,
  smallFolders,
  type FolderChanges,
  type SmallFolders,
} from '../support/small-folders.js';
import { wholeHistory } from '../support/whole-history.js';
import type { FailingFolder } from './bad-input/bad-input.js';
import { CANARY, FOLDERS_THAT_TELL_ROWS } from './bad-input/canary.js';
import { BAD_RETRAININGS } from './bad-input/champion.js';
import { FAILING_FEATURES, FAILING_ROWS } from './bad-input/features.js';
import { REFUSED_FOLDERS } from './bad-input/model-file.js';
import {
  FAILING_PROCEDURES,
  PROCEDURE_STATEMENTS,
  UNJUDGEABLE_SCORES,
} from './bad-input/procedures.js';
import { FAILING_SOURCES } from './bad-input/sources.js';
import { FAILING_TRAININGS, OTHERWISE_WHERE_IT_SERVES } from './bad-input/training.js';
import { UNUSUAL_FOLDERS } from './bad-input/unusual.js';

const CHAMPION = 'champion';

let environment: TestEnvironment;
let folders: SmallFolders;
let answers: unknown;
let functions: unknown;
let models = 0;

beforeAll(async () => {
  folders = smallFolders();
  vi.stubEnv('RATCHET_LOG_LEVEL', 'trace');
  environment = await startTestEnvironment();
  promoted(await run(CHAMPION));
  for (const statement of PROCEDURE_STATEMENTS) await environment.session.execute(statement);
  answers = await championsAnswers();
  functions = await functionsThatServe();
});
afterAll(async () => {
  await environment.stop();
  vi.unstubAllEnvs();
  folders.remove();
});

function run(model: string, changes: FolderChanges = {}): Promise<EndedRun> {
  return runModel(environment.address, folders.write(model, changes));
}

/** Runs a folder as a model of its own, so that others may run beside it. */
function runAlone(changes: FolderChanges): Promise<EndedRun> {
  models += 1;
  return run(`bad-${models}`, changes);
}

function championsAnswers() {
  return environment.query(
    `SELECT N, ${functionOf(CHAMPION)}(N / 10, 12, IFF(N < 500, 'Month', 'Year')) AS ANSWER FROM ` +
      '(SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 1000))) ORDER BY N',
  );
}

function functionsThatServe() {
  return environment.query(
    'SELECT FUNCTION_NAME, COMMENT, CREATED FROM INFORMATION_SCHEMA.FUNCTIONS ' +
      `WHERE FUNCTION_SCHEMA = 'PUBLIC' AND FUNCTION_NAME NOT LIKE 'PREDICT_UNUSUAL%' AND FUNCTION_NAME NOT LIKE 'PREDICT_OTHERWISE%' ORDER BY 1`,
  );
}

/** What a run that failed must leave: its row in the ledger, and no row of data. */
async function expectNoHarm({ report: { runId } }: EndedRun): Promise<void> {
  const [row] = await environment.query('SELECT STATE, REASONS FROM RUNS WHERE RUN_ID = ?', [
    runId,
  ]);
  expect(row).toMatchObject({ STATE: 'FAILED' });
  expect(JSON.parse(row?.['REASONS'] ?? '[]')).toHaveLength(1);
  const key = runId.replaceAll('-', '').slice(-12).toUpperCase();
  expect(await environment.query(`SHOW TABLES LIKE '%${key}%'`)).toEqual([]);
  expect(await environment.query('SELECT * FROM MODEL_VERSIONS WHERE RUN_ID = ?', [runId])).toEqual(
    [],
  );
}

describe('a folder that the Client refuses', () => {
  let statements = 0;
  beforeAll(async () => {
    statements = await statementsSoFar();
  });

  it.each(REFUSED_FOLDERS)('is told: $title', async ({ changes, says }) => {
    const folder = folders.write('bad', changes);

    const address = ['--address', environment.address];
    const { exitCode, stdout, stderr } = await ratchet('run', folder, '--follow', ...address);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    const told = stderr.replaceAll(folder, 'DIR');
    for (const part of says) expect(told).toContain(part);
    expect(told.trim().split('\n')).toHaveLength(1);
  });

  it('sends no statement to the warehouse', async () => {
    expect(await statementsSoFar()).toBe(statements + 1);
  });
});

async function statementsSoFar(): Promise<number> {
  const [row] = await environment.query(
    'SELECT COUNT(*) AS N FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000))',
  );
  return Number(row?.['N']);
}

describe.each<[string, readonly FailingFolder[]]>([
  ['a source', FAILING_SOURCES],
  ['rows of features', FAILING_ROWS],
  ['a features file', FAILING_FEATURES],
  ['a training', FAILING_TRAININGS],
  ['a procedure', FAILING_PROCEDURES],
])('%s that is no good', (_, cases) => {
  it.concurrent.each(cases)(
    'fails the run, and is told: $title',
    async ({ changes, says, type, exitCode }) => {
      const ended = await runAlone(changes);

      expect(ended).toMatchObject({ exitCode, report: { outcome: null, failure: { type } } });
      for (const part of says) expect(ended.report.failure?.message).toContain(part);
      await expectNoHarm(ended);
    },
  );
});

it('rejects scores that no rule can judge: NaN, a text, and per cent', async () => {
  const ended = await runAlone(UNJUDGEABLE_SCORES.changes);

  const { kind, verdict } = judged(ended);
  expect({ kind, exitCode: ended.exitCode }).toEqual({ kind: 'REJECTED', exitCode: 10 });
  const reasons = verdict.results.map((result) => result.reason).join('\n');
  for (const reason of UNJUDGEABLE_SCORES.reasons) expect(reasons).toContain(reason);
});

/** The lines of the Worker's private key that are random. */
function keyLines(): string[] {
  const key = readFileSync(environment.env['SNOWFLAKE_PRIVATE_KEY_FILE'] ?? '', 'utf8');
  const lines = key.split('\n').filter((line) => line.length > 40);
  expect(lines.length).toBeGreaterThan(10);
  return lines;
}

describe('a value of a row in an error', () => {
  it.concurrent.each(FOLDERS_THAT_TELL_ROWS)(
    'goes nowhere: $title',
    async ({ changes, says = [] }) => {
      const ended = await runAlone(changes);

      expect(ended.exitCode).toBe(1);
      for (const part of says) expect(ended.report.failure?.message).toContain(part);
      await expectNoHarm(ended);
      expect(ended.report.failure?.type).toMatch(/^(UserCode|SourceData)$/);
      const { workflowId, runId } = ended.report;
      const ledger = await environment.query('SELECT * FROM RUNS WHERE RUN_ID = ?', [runId]);
      expect(JSON.stringify(ended)).not.toContain(CANARY);
      expect(JSON.stringify(ledger)).not.toContain(CANARY);
      const history = await wholeHistory(environment.address, { workflowId, runId });
      expect(history).toContain(ended.report.failure?.message ?? '');
      expect(history).toContain('"stackTrace"');
      expect(history).not.toContain(CANARY);
      for (const line of keyLines()) expect(history).not.toContain(line);
    },
  );

  it('is in no log of the Worker, however much that tells, and nor is its key', () => {
    const log = readFileSync(join(environment.data, 'logs', 'worker.log'), 'utf8');

    expect(log).toMatch(/"level":(10|20),/);
    expect(log).not.toContain(CANARY);
    for (const line of keyLines()) expect(log).not.toContain(line);
  });
});

describe('a folder that is unusual and right', () => {
  it.concurrent.each(UNUSUAL_FOLDERS)('is promoted: %s', async (title, changes) => {
    const model = `unusual-${UNUSUAL_FOLDERS.findIndex(([other]) => other === title)}`;

    promoted(await run(model, changes));

    const served = await environment.query(
      'SELECT FUNCTION_NAME FROM MODEL_VERSIONS WHERE MODEL = ?',
      [model],
    );
    expect(served).toHaveLength(1);
  });
});

it('does not go live when its function answers otherwise than it was judged', async () => {
  const { report } = await run('otherwise', OTHERWISE_WHERE_IT_SERVES);

  expect(report.failure).toMatchObject({
    type: 'ParityMismatch',
    message: expect.stringContaining('does not answer as the model did when it was judged'),
  });
  const names = await environment.query(`SHOW USER FUNCTIONS LIKE '${functionOf('otherwise')}%'`);
  expect(names.map(({ name }) => name)).not.toContain(functionOf('otherwise'));
  expect(
    await environment.query("SELECT VERSION FROM LIVE_VERSION WHERE MODEL = 'otherwise'"),
  ).toEqual([{ VERSION: null }]);
});

describe('the champion', () => {
  it('learns from neither entity nor target, which its SELECT * gives as well', async () => {
    const [version] = await environment.query(
      'SELECT FEATURES FROM MODEL_VERSIONS WHERE MODEL = ?',
      [CHAMPION],
    );
    const features: { name: string }[] = JSON.parse(version?.['FEATURES'] ?? '[]');

    expect(features.map(({ name }) => name)).toEqual(['CHARGES', 'TENURE', 'CONTRACT']);
  });

  it.each(BAD_RETRAININGS)('outlives its own retraining on %s', async (_, changes, exitCode) => {
    const ended = await run(CHAMPION, changes);

    expect(ended.exitCode).toBe(exitCode);
    expect(await championsAnswers()).toEqual(answers);
    expect(
      await environment.query('SELECT VERSION, FENCE FROM LIVE_VERSION WHERE MODEL = ?', [
        CHAMPION,
      ]),
    ).toEqual([{ VERSION: '1', FENCE: '1' }]);
  });

  it('has the only functions, as it made them', async () => {
    expect(await functionsThatServe()).toEqual(functions);
  });
});
