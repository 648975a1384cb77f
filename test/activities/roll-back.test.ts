import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { scoresTable, versionedFunction } from '../../pipeline/object-names.js';
import type { Publication, PublicationInput } from '../../pipeline/publication.js';
import type { Rollback } from '../../pipeline/rollback.js';
import type { Run } from '../../pipeline/run.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { Candidates } from '../support/passed-candidate.js';
import { createCustomers } from '../support/small-model.js';

/** Many versions are judged and published, for which a machine with few cores takes its time. */
const TIMEOUT_MS = 240_000;

let place: ActivityPlace;
let candidates: Candidates;
let models = 0;

beforeAll(async () => {
  place = await openActivityPlace('ROLLBACK');
  await createCustomers(place);
  candidates = new Candidates(place);
});
afterAll(() => place.close());

/** A model of the tests' own, and what is done to it. */
class Model {
  readonly name = `rolled-${(models += 1)}`;
  readonly servingFunction = `PREDICT_${this.name.replaceAll('-', '_').toUpperCase()}`;
  readonly runs: Run[] = [];

  /** Another candidate, which differs from all before; published unless told otherwise. */
  async train({ publishes = true, c = 10 ** -this.runs.length } = {}): Promise<PublicationInput> {
    const candidate = await candidates.passed({ model: this.name, c });
    if (publishes) await candidates.publish(candidate);
    this.runs.push(candidate.run);
    return candidate;
  }

  /** The first so many versions. */
  async promote(versions: number): Promise<void> {
    for (let version = 1; version <= versions; version += 1) await this.train();
  }

  rollBack(
    toVersion: number | null = null,
    { run = this.rollbackRun(), before }: RollbackOptions = {},
  ): Promise<Rollback> {
    return place.run((activities) => activities.rollBack({ run, toVersion }), before);
  }

  rollbackRun(): Run {
    const workflowId = `rollback-${this.name}`;
    return { ...newRun(this.name), workflowId, trigger: 'rollback', reason: 'it is slow' };
  }

  /** What is live, by the ledger. */
  async live() {
    const [row] = await place.query('SELECT VERSION, FENCE FROM LIVE_VERSION WHERE MODEL = ?', [
      this.name,
    ]);
    return { version: Number(row?.['VERSION']), fence: Number(row?.['FENCE']) };
  }

  promotions() {
    return place.query(
      'SELECT VERSION, PREVIOUS_VERSION, FENCE, RUN_ID, REASON FROM PROMOTIONS WHERE MODEL = ? ORDER BY FENCE',
      [this.name],
    );
  }

  /** The version that the serving functions say they are, and how many of its judged rows they answer otherwise. */
  async served() {
    const comments = await place.query(
      'SELECT DISTINCT COMMENT FROM INFORMATION_SCHEMA.FUNCTIONS WHERE FUNCTION_NAME IN (?, ?)',
      [this.servingFunction, `${this.servingFunction}_PROBA`],
    );
    const comment: unknown = JSON.parse(comments[0]?.['COMMENT'] ?? '');
    const { version } = await this.live();
    const scores = scoresTable(this.runOf(version));
    const [row] = await place.query(
      `SELECT COUNT_IF(ABS("${this.servingFunction}_PROBA"(CHARGES, CONTRACT) - RATCHET_PROBABILITY) > 1e-9) AS N ` +
        `FROM "${scores}"`,
    );
    return { comments: comments.length, comment, wrongAnswers: Number(row?.['N']) };
  }

  runOf(version: number): Run {
    const run = this.runs[version - 1];
    if (run === undefined) throw new Error(`no run of version ${version}`);
    return run;
  }

  functionOf(version: number): string {
    return versionedFunction(this.servingFunction, version, this.runOf(version));
  }
}

interface RollbackOptions {
  readonly run?: Run;
  readonly before?: Parameters<ActivityPlace['run']>[1];
}

/** A model with two versions, of which the second is live; tests share it. */
let two: Model | undefined;

async function twoVersions(): Promise<{ readonly model: Model; readonly fence: number }> {
  const model = (two ??= new Model());
  if (model.runs.length === 0) await model.promote(2);
  if ((await model.live()).version !== 2) await model.rollBack(2);
  return { model, fence: (await model.live()).fence };
}

/** A candidate of that model, judged before a rollback and published after it. */
let overtaken: Promise<Overtaken> | undefined;

interface Overtaken {
  readonly model: Model;
  readonly version: number;
  readonly publication: Publication;
}

async function overtake(): Promise<Overtaken> {
  const { model } = await twoVersions();
  const candidate = await model.train({ publishes: false });
  await model.rollBack();
  return { model, version: model.runs.length, publication: await candidates.publish(candidate) };
}

function isServing(sql: string): boolean {
  return sql.startsWith('CALL') && sql.includes('RATCHET_SERVE');
}

describe('rollBack', { timeout: TIMEOUT_MS }, () => {
  it('goes back version by version, by the same switch as a publication', async () => {
    const model = new Model();
    await model.promote(3);
    const run = model.rollbackRun();

    expect(await model.rollBack(null, { run })).toMatchObject({
      kind: 'rolled-back',
      version: 2,
      previousVersion: 3,
      fence: 4,
      functionName: model.servingFunction,
      argumentsDiffer: false,
    });
    expect(await model.served()).toEqual({
      comments: 1,
      comment: { ratchet: { model: model.name, version: 2, fence: 4 } },
      wrongAnswers: 0,
    });
    expect(await model.rollBack()).toMatchObject({ version: 1, previousVersion: 2, fence: 5 });
    await expect(model.rollBack()).rejects.toMatchObject({
      type: 'RollbackRefused',
      message: `${model.name} is not rolled back: its version 1 is the first that was promoted. Name one that was promoted with --to (1, 2, 3), or retrain: npx ratchet run ${model.name}.`,
    });
    expect(await model.rollBack(3)).toMatchObject({ version: 3, previousVersion: 1, fence: 6 });
    await model.train();
    expect(await model.rollBack()).toMatchObject({ version: 3, previousVersion: 4, fence: 8 });

    const promotions = await model.promotions();
    expect(
      promotions.map((row) => [row['VERSION'], row['PREVIOUS_VERSION'], row['FENCE']]),
    ).toEqual([
      ['1', null, '1'],
      ['2', '1', '2'],
      ['3', '2', '3'],
      ['2', '3', '4'],
      ['1', '2', '5'],
      ['3', '1', '6'],
      ['4', '3', '7'],
      ['3', '4', '8'],
    ]);
    expect(promotions[3]).toMatchObject({ RUN_ID: run.id, REASON: 'it is slow' });
    expect(await model.served()).toMatchObject({ comments: 1, wrongAnswers: 0 });
  });

  it('writes its run into the ledger, and trains nothing', async () => {
    const { model } = await twoVersions();
    const run = model.rollbackRun();
    const sent: string[] = [];
    const before = ({ sql }: { readonly sql: string }) => {
      sent.push(sql);
      return Promise.resolve();
    };

    await model.rollBack(1, { run, before });

    const rows = await place.query(
      'SELECT WORKFLOW_ID, TRIGGER, STATE, STEP, VERSION, REASON, IFF(ENDED_AT IS NULL, 0, 1) AS ENDED ' +
        'FROM RUNS WHERE RUN_ID = ?',
      [run.id],
    );
    expect(rows).toEqual([
      {
        WORKFLOW_ID: `rollback-${model.name}`,
        TRIGGER: 'rollback',
        STATE: 'ROLLED_BACK',
        STEP: 'publication',
        VERSION: '1',
        REASON: 'it is slow',
        ENDED: '1',
      },
    ]);
    expect(sent.filter((sql) => /RATCHET_(TRAIN|ADOPT|EVALUATE|FEATURES)/.test(sql))).toEqual([]);
  });

  it('rolls forward after a crash between the switch and the serving names, and counts once', async () => {
    const { model, fence } = await twoVersions();
    const promotions = await model.promotions();
    const run = model.rollbackRun();
    const crash = new Error('the Worker is gone');
    const before = ({ sql }: { readonly sql: string }) =>
      isServing(sql) ? Promise.reject(crash) : Promise.resolve();

    await expect(model.rollBack(null, { run, before })).rejects.toBe(crash);
    expect(await model.live()).toEqual({ version: 1, fence: fence + 1 });
    const rolledBack = {
      kind: 'rolled-back',
      version: 1,
      previousVersion: 2,
      fence: fence + 1,
    };
    expect(await model.rollBack(null, { run })).toMatchObject(rolledBack);
    expect(await model.rollBack(null, { run })).toMatchObject(rolledBack);

    expect(await model.promotions()).toHaveLength(promotions.length + 1);
    expect(await model.served()).toMatchObject({ comments: 1, wrongAnswers: 0 });
  });

  it('can go live no more when the ledger has closed its run', async () => {
    const { model, fence } = await twoVersions();
    const run = model.rollbackRun();
    const end = { run, state: 'CANCELLED', step: 'publication', version: null } as const;
    await place.run((activities) =>
      activities.recordOutcome({ ...end, reasons: [], queryIds: [] }),
    );

    await expect(model.rollBack(null, { run })).rejects.toMatchObject({ type: 'RunClosed' });

    expect(await model.live()).toEqual({ version: 2, fence });
  });
});

describe('a rollback beside other runs', { timeout: TIMEOUT_MS }, () => {
  it('makes a candidate that was judged before it wait for the next judgement', async () => {
    const { fence } = await twoVersions();

    const { model, publication } = await (overtaken ??= overtake());

    expect(publication).toEqual({ kind: 'superseded', liveVersion: 1 });
    expect(await model.live()).toEqual({ version: 1, fence: fence + 1 });
  });

  it('changes nothing when another version goes live while it tests its own', async () => {
    const { model, fence } = await twoVersions();
    const candidate = await model.train({ publishes: false });
    const newer = model.runs.length;
    const run = model.rollbackRun();
    let publication: Promise<unknown> | undefined;
    const testsTheOldOne = (sql: string) => sql.includes(`"${model.functionOf(1)}"(CAST`);

    const rollback = await model.rollBack(null, {
      run,
      before: async ({ sql }) => {
        if (!testsTheOldOne(sql)) return;
        publication ??= place.run((activities) => activities.publishUdf(candidate));
        await publication;
      },
    });

    expect(rollback).toEqual({ kind: 'superseded', liveVersion: newer });
    expect(await model.live()).toEqual({ version: newer, fence: fence + 1 });
    const rows = await place.query('SELECT STATE, REASONS FROM RUNS WHERE RUN_ID = ?', [run.id]);
    expect(rows).toEqual([
      {
        STATE: 'SUPERSEDED',
        REASONS: `["Version ${newer} went live while the rollback was under way; nothing was rolled back."]`,
      },
    ]);
  });

  it('and a publication at the same time end with one live version, which serves', async () => {
    const { model, fence } = await twoVersions();
    const candidate = await model.train({ publishes: false });
    const promotions = await model.promotions();

    const [rollback, publication] = await Promise.all([
      model.rollBack(),
      place.run((activities) => activities.publishUdf(candidate)),
    ]);

    // Both were judged by the same fence, so that one of them has to give way.
    expect([rollback.kind, publication.kind].sort()).toEqual(
      rollback.kind === 'superseded' ? ['published', 'superseded'] : ['rolled-back', 'superseded'],
    );
    const live = await model.live();
    const version = rollback.kind === 'superseded' ? model.runs.length : 1;
    expect(live).toEqual({ version, fence: fence + 1 });
    expect(await model.promotions()).toHaveLength(promotions.length + 1);
    expect(await model.served()).toEqual({
      comments: 1,
      comment: { ratchet: { model: model.name, ...live } },
      wrongAnswers: 0,
    });
  });
});

describe('a rollback that is refused', { timeout: TIMEOUT_MS }, () => {
  it('says which versions there are, and leaves everything as it was', async () => {
    // One was overtaken: it has a number, and was never promoted.
    const { model, version } = await (overtaken ??= overtake());
    await twoVersions();
    const before = await model.promotions();
    const versions = new Set(before.map((row) => Number(row['VERSION'])));
    const promoted = [...versions].toSorted((one, other) => one - other);
    expect(promoted).not.toContain(version);

    const refusal = (toVersion: number) => model.rollBack(toVersion).catch(String);
    const prefix = `StepProblem: ${model.name} is not rolled back: its version`;
    const advice = `Name one that was promoted with --to (${promoted.join(', ')}), or retrain: npx ratchet run ${model.name}.`;

    expect(await refusal(99)).toBe(
      `StepProblem: ${model.name} is not rolled back: it has no version 99. ${advice}`,
    );
    expect(await refusal(version)).toBe(
      `${prefix} ${version} was never promoted, and a rollback judges nothing. ${advice}`,
    );
    expect(await refusal(2)).toBe(`${prefix} 2 is live already. ${advice}`);
    expect(await model.promotions()).toEqual(before);
  });

  it('makes no model of a name that the ledger does not know', async () => {
    const run = newRun('rolled-typo');

    const rollback = place.run((activities) => activities.rollBack({ run, toVersion: null }));

    await expect(rollback).rejects.toMatchObject({ type: 'RollbackRefused' });
    await expect(rollback).rejects.toThrow('knows no model rolled-typo. npx ratchet status lists');
    expect(await place.query("SELECT 1 FROM LIVE_VERSION WHERE MODEL = 'rolled-typo'")).toEqual([]);
  });

  it('has nothing to go back to while nothing is live', async () => {
    const model = new Model();
    await model.train({ publishes: false });

    await expect(model.rollBack()).rejects.toThrow(
      `it has no live version yet. Promote one first: npx ratchet run ${model.name}.`,
    );
  });

  it('meets a version that is not what it was, whatever of it', async () => {
    const model = new Model();
    // Its artifact is removed below, so no version of another test may share it.
    await model.train({ c: 0.5 });
    await model.train();
    const before = await model.promotions();
    const { functionName, scores, artifact, runId } = {
      functionName: model.functionOf(1),
      scores: scoresTable(model.runOf(1)),
      artifact: await artifactOf(model, 1),
      runId: model.runOf(1).id,
    };
    const args = '(CHARGES FLOAT, CONTRACT VARCHAR)';
    // Each hides the ones before: what is checked first is broken last.
    const faults: readonly (readonly [sql: string, type: string, message: string])[] = [
      [
        `UPDATE "${scores}" SET RATCHET_PREDICTION = 1 - RATCHET_PREDICTION`,
        'ParityMismatch',
        `${functionName} does not answer as the model did when it was judged`,
      ],
      [`DROP TABLE "${scores}"`, 'RollbackRefused', `the table ${scores} of the rows`],
      [`REMOVE '${artifact}model.json'`, 'RollbackRefused', `${artifact}model.json is gone`],
      [
        `CREATE OR REPLACE FUNCTION "${functionName}"${args} RETURNS FLOAT AS '0::FLOAT'`,
        'VersionConflict',
        `The function ${functionName} is not the one`,
      ],
      [
        `DROP FUNCTION "${functionName}"(FLOAT, VARCHAR)`,
        'RollbackRefused',
        `can serve no more: its function ${functionName} is gone`,
      ],
      [
        `UPDATE MODEL_VERSIONS SET EVIDENCE_DIGEST = 'other' WHERE RUN_ID = '${runId}'`,
        'GateNotPassed',
        "the ledger's evidence is not about its model file",
      ],
    ];

    for (const [sql, type, message] of faults) {
      await place.query(sql);
      const rollback = model.rollBack();
      await expect(rollback, sql).rejects.toMatchObject({ type });
      await expect(rollback, sql).rejects.toThrow(message);
    }

    expect(await model.promotions()).toEqual(before);
    expect(await model.live()).toEqual({ version: 2, fence: 2 });
    expect(await model.served()).toMatchObject({ wrongAnswers: 0 });
  });
});

async function artifactOf(model: Model, version: number): Promise<string> {
  const [row] = await place.query(
    'SELECT ARTIFACT FROM MODEL_VERSIONS WHERE MODEL = ? AND VERSION = ?',
    [model.name, version],
  );
  return row?.['ARTIFACT'] ?? '';
}
