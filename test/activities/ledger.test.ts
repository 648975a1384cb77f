import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { claimVersion } from '../../activities/ledger/claim-version.js';
import { readEvidence } from '../../activities/ledger/evidence.js';
import { goLive, type Switch } from '../../activities/ledger/go-live.js';
import { readLiveVersion } from '../../activities/ledger/live-version.js';
import { LedgerTables } from '../../activities/ledger/ledger-tables.js';
import { openLedger } from '../../activities/ledger/open-ledger.js';
import { SnowflakeStatementError } from '../../activities/snowflake/errors.js';
import type { PublicationInput } from '../../pipeline/publication.js';
import type { Run } from '../../pipeline/run.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { evidenceWith } from '../support/evidence.js';
import { publicationInput } from '../support/publication-input.js';

let place: ActivityPlace;
const tables = new LedgerTables();
const CODE = { codeDigest: 'c'.repeat(64), policyDigest: 'd'.repeat(64) };

beforeAll(async () => {
  place = await openActivityPlace('LEDGER');
});
afterAll(() => place.close());

/** A run of a model of its own, opened in the ledger. */
async function openedRun(model: string): Promise<Run> {
  const run = newRun(model);
  await place.withWarehouse(run, (warehouse) => openLedger(tables, warehouse, run, CODE));
  return run;
}

function claim(run: Run, input: PublicationInput = publicationInput(run)) {
  return place.withWarehouse(run, (warehouse, handlers) =>
    claimVersion(handlers, warehouse, input),
  );
}

function goesLive(run: Run, version: number, expectedFence: number) {
  const wanted: Switch = {
    run,
    version,
    servingFunction: 'PREDICT_CHURN',
    expectedFence,
    evidenceDigest: 'e'.repeat(64),
    queryIds: ['01b2c3d4-0001'],
  };
  return place.withWarehouse(run, (warehouse, handlers) => goLive(handlers, warehouse, wanted));
}

function live(run: Run) {
  return place.withWarehouse(run, (warehouse) => readLiveVersion(warehouse, run.model));
}

async function store(run: Run, text: string, digest: string): Promise<void> {
  await place.query('INSERT INTO EVIDENCE SELECT ?, ?, ?, ?, CURRENT_TIMESTAMP()', [
    run.id,
    run.model,
    text,
    digest,
  ]);
}

function evidenceOf(run: Run) {
  return place.withWarehouse(run, (warehouse) => readEvidence(warehouse, run));
}

/** Statements that made or changed something in the schema, so far. */
async function definitions(): Promise<number> {
  const [row] = await place.query(
    'SELECT COUNT(*) AS N FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) ' +
      "WHERE SCHEMA_NAME = ? AND REGEXP_LIKE(QUERY_TEXT, '(CREATE|ALTER) .*', 's')",
    [place.schema],
  );
  return Number(row?.['N']);
}

describe('openLedger', () => {
  it('notes the commit that the folder stood at', async () => {
    const run = newRun('with-a-commit');
    const gitCommit = `${'c0ffee00'.repeat(5)}-dirty`;
    await place.withWarehouse(run, (warehouse) =>
      openLedger(new LedgerTables(), warehouse, run, { ...CODE, gitCommit }),
    );

    expect(await place.query('SELECT GIT_COMMIT FROM RUNS WHERE RUN_ID = ?', [run.id])).toEqual([
      { GIT_COMMIT: gitCommit },
    ]);
  });

  it('leaves what is there alone', async () => {
    const run = await openedRun('opened-twice');
    await place.withWarehouse(run, (warehouse) =>
      openLedger(new LedgerTables(), warehouse, run, CODE),
    );

    expect(await place.query('SELECT RUN_ID FROM RUNS WHERE MODEL = ?', [run.model])).toEqual([
      { RUN_ID: run.id },
    ]);
    expect(await live(run)).toEqual({ fence: 0, champion: null, servingFunction: null });
  });
});

describe('LedgerTables', () => {
  const ofWorker = new LedgerTables();

  /** How many statements on tables and stages are sent when a run is opened. */
  async function definitionsFor(run: Run): Promise<number> {
    const before = await definitions();
    await place.withWarehouse(run, (warehouse) => openLedger(ofWorker, warehouse, run, CODE));
    return (await definitions()) - before;
  }

  it('are made once by a Worker, and again when somebody dropped them', async () => {
    expect(await definitionsFor(newRun('made-once'))).toBeGreaterThan(10);
    expect(await definitionsFor(newRun('made-once'))).toBe(0);

    await place.query('DROP TABLE RUNS');
    const run = newRun('made-again');

    expect(await definitionsFor(run)).toBeGreaterThan(10);
    expect(await place.query('SELECT RUN_ID FROM RUNS')).toEqual([{ RUN_ID: run.id }]);
  });
});

describe('claimVersion', () => {
  it('gives a run one version, however often it asks', async () => {
    const run = await openedRun('one-version');

    expect(await claim(run)).toEqual(await claim(run));
    expect(await claim(newRun('one-version'))).toMatchObject({ version: 2 });
    expect(
      await place.query('SELECT VERSION FROM MODEL_VERSIONS WHERE MODEL = ? ORDER BY 1', [
        run.model,
      ]),
    ).toEqual([{ VERSION: '1' }, { VERSION: '2' }]);
  });

  it('gives runs at the same time different versions', async () => {
    const { model } = await openedRun('many-versions');

    const claimed = await Promise.all(Array.from({ length: 5 }, () => claim(newRun(model))));

    expect(new Set(claimed.map(({ version }) => version))).toEqual(new Set([1, 2, 3, 4, 5]));
  });
});

describe('goLive', () => {
  it('moves the live version and writes who did it, once', async () => {
    const run = await openedRun('goes-live');
    const { version } = await claim(run);

    const promotion = await goesLive(run, version, 0);
    const again = await goesLive(run, version, 0);

    expect(promotion).toEqual({
      version: 1,
      previousVersion: null,
      fence: 1,
      takenBack: null,
    });
    expect(again).toEqual(promotion);
    expect(await live(run)).toMatchObject({ fence: 1, champion: { version: 1 } });
    const rows = await place.query(
      'SELECT VERSION, FENCE, PROMOTED_BY, QUERY_IDS FROM PROMOTIONS WHERE MODEL = ?',
      [run.model],
    );
    expect(rows).toEqual([
      { VERSION: '1', FENCE: '1', PROMOTED_BY: 'ada', QUERY_IDS: '["01b2c3d4-0001"]' },
    ]);
  });

  it('changes nothing when the fence has moved', async () => {
    const run = await openedRun('superseded');
    const other = await openedRun(run.model);
    await goesLive(run, (await claim(run)).version, 0);

    expect(await goesLive(other, (await claim(other)).version, 0)).toBeNull();
    expect(await live(run)).toMatchObject({ fence: 1, champion: { version: 1 } });
    expect(await place.query('SELECT 1 FROM PROMOTIONS WHERE RUN_ID = ?', [other.id])).toEqual([]);
  });

  it('lets one of several runs at the same time win', async () => {
    const { model } = await openedRun('contested');
    const runs = await Promise.all(Array.from({ length: 4 }, () => openedRun(model)));
    const versions = await Promise.all(runs.map((run) => claim(run)));

    const promotions = await Promise.all(
      runs.map((run, index) => goesLive(run, versions[index]?.version ?? 0, 0)),
    );

    expect(promotions.filter((promotion) => promotion !== null)).toHaveLength(1);
    expect(await place.query('SELECT FENCE FROM LIVE_VERSION WHERE MODEL = ?', [model])).toEqual([
      { FENCE: '1' },
    ]);
  });

  it('tells the version before', async () => {
    const first = await openedRun('second-version');
    await goesLive(first, (await claim(first)).version, 0);
    const second = await openedRun(first.model);

    expect(await goesLive(second, (await claim(second)).version, 1)).toEqual({
      version: 2,
      previousVersion: 1,
      fence: 2,
      takenBack: null,
    });
  });
});

describe('recordOutcome', () => {
  const refusal = new SnowflakeStatementError('insufficient privileges', {
    reaction: 'permanent',
    code: '003001',
    sqlState: '42501',
    queryId: null,
  });

  /** Records that a run was promoted, where Snowflake refuses statements that begin with `start`. */
  async function recordWhere(start: string, model: string) {
    const run = await openedRun(model);
    const end = { run, state: 'PROMOTED', step: 'publication', version: 1 } as const;
    await place.run(
      (activities) => activities.recordOutcome({ ...end, reasons: [], queryIds: [] }),
      ({ sql }) => (sql.startsWith(start) ? Promise.reject(refusal) : Promise.resolve()),
    );
    return place.query('SELECT STATE, VERSION FROM RUNS WHERE RUN_ID = ?', [run.id]);
  }

  it('lets a promoted run be promoted when something of it cannot be removed', async () => {
    const rows = await recordWhere('REMOVE', 'left-behind');

    expect(rows).toEqual([{ STATE: 'PROMOTED', VERSION: '1' }]);
  });

  it('fails when the ledger does not take the end of the run', async () => {
    await expect(recordWhere('MERGE INTO "RUNS"', 'not-closed')).rejects.toThrow(
      'insufficient privileges',
    );
  });
});

describe('readEvidence', () => {
  it.each([
    ['is missing', null, 'no row for the evidence'],
    ['was altered', '{"schemaVersion":1}', 'its text does not fit its digest'],
  ])('refuses evidence that %s', async (_, text, message) => {
    const run = await openedRun('evidence');
    if (text !== null) await store(run, text, 'e'.repeat(64));

    await expect(evidenceOf(run)).rejects.toThrow(message);
    await expect(evidenceOf(run)).rejects.toMatchObject({ type: 'LedgerCorrupt' });
  });

  it('refuses evidence of another run', async () => {
    const run = await openedRun('evidence');
    const text = JSON.stringify(evidenceWith());
    const [hashed] = await place.query('SELECT SHA2(?, 256) AS DIGEST', [text]);
    await store(run, text, hashed?.['DIGEST'] ?? '');

    await expect(evidenceOf(run)).rejects.toThrow('it speaks of run 0199a4e2');
  });
});
