import { claimVersion, type VersionedFunctions } from '../../activities/ledger/claim-version.js';
import { goLive } from '../../activities/ledger/go-live.js';
import { readLiveVersion } from '../../activities/ledger/live-version.js';
import { LedgerTables } from '../../activities/ledger/ledger-tables.js';
import { openLedger } from '../../activities/ledger/open-ledger.js';
import { openRollback } from '../../activities/ledger/run-statements.js';
import { versionedComment } from '../../activities/versioned-comment.js';
import {
  artifactLocation,
  featureTable,
  runFilesLocation,
  runKey,
  scoresTable,
  stagedTable,
} from '../../pipeline/object-names.js';
import type { Run } from '../../pipeline/run.js';
import { newRun, type ActivityPlace } from './activity-place.js';
import { publicationInput } from './publication-input.js';

const CODE = { codeDigest: 'c'.repeat(64), policyDigest: 'd'.repeat(64) };

/** A run with a version of its model. */
export interface VersionedRun extends VersionedFunctions {
  readonly run: Run;
}

/** Runs in the ledger, with all that runs leave behind, but without their work. */
export class LeftBehind {
  readonly #place: ActivityPlace;
  readonly #tables = new LedgerTables();

  constructor(place: ActivityPlace) {
    this.#place = place;
  }

  /** A run under way: a row in RUNS, staged, judged and uploaded rows, and an artifact. */
  async run(model: string): Promise<Run> {
    const run = newRun(model);
    await this.#place.withWarehouse(run, (warehouse) =>
      openLedger(this.#tables, warehouse, run, CODE),
    );
    for (const table of [stagedTable(run, 'customers'), featureTable(run), scoresTable(run)]) {
      await this.#place.query(`CREATE TABLE "${table}" AS SELECT 1 AS N`);
    }
    for (const location of [`${runFilesLocation(run)}customers/`, `${artifactLocation(run)}/aa/`]) {
      await this.#place.query(
        `COPY INTO ${location}part FROM (SELECT 1 AS N) FILE_FORMAT = (TYPE = PARQUET)`,
      );
    }
    return run;
  }

  /** A run under way that has the next version of its model, with both functions; of its first candidate, if it has some. */
  async version(model: string, candidates: readonly string[] = []): Promise<VersionedRun> {
    const run = await this.run(model);
    for (const name of candidates) await this.#trained(run, name);
    const input = publicationInput(run);
    const [chosen] = candidates;
    const made = chosen === undefined ? {} : { artifact: `${artifactLocation(run, chosen)}/aa/` };
    const candidate = { ...input.candidate, ...made };
    const claimed = await this.#place.withWarehouse(run, (warehouse, handlers) =>
      claimVersion(handlers, warehouse, { ...input, candidate }),
    );
    const { artifactSha256 } = input.candidate;
    const comment = versionedComment({ runId: run.id, version: claimed.version, artifactSha256 });
    await this.createFunction(claimed.functionName, comment);
    await this.createFunction(claimed.probabilityFunctionName, comment);
    return { ...claimed, run };
  }

  /** One of several candidates of a run, with an artifact. */
  async #trained(run: Run, candidate: string): Promise<void> {
    await this.#place.query(
      'INSERT INTO TRAININGS (RUN_ID, MODEL, CANDIDATE, FENCE, STARTED_AT) SELECT ?, ?, ?, 1, CURRENT_TIMESTAMP()',
      [run.id, run.model, candidate],
    );
    await this.#place.query(
      `COPY INTO ${artifactLocation(run, candidate)}/aa/part FROM (SELECT 1 AS N) FILE_FORMAT = (TYPE = PARQUET)`,
    );
  }

  /** Makes a function that takes what versions take. */
  async createFunction(name: string, comment: string): Promise<void> {
    await this.#place.query(
      `CREATE OR REPLACE FUNCTION "${name}"(TENUREMONTHS FLOAT, CONTRACT VARCHAR) RETURNS FLOAT ` +
        `COMMENT = '${comment}' AS '0::FLOAT'`,
    );
  }

  /** Lets a version go live, by its own run or by a rollback. */
  async goLive({ run: { model }, version }: VersionedRun, by: Run): Promise<void> {
    await this.#place.withWarehouse(by, async (warehouse, handlers) => {
      const { fence } = await readLiveVersion(warehouse, model);
      await goLive(handlers, warehouse, {
        run: by,
        version,
        servingFunction: 'PREDICT_CHURN',
        expectedFence: fence,
        evidenceDigest: 'e'.repeat(64),
        queryIds: [],
      });
    });
  }

  /** A rollback under way. */
  async rollback(model: string): Promise<Run> {
    const run: Run = { ...newRun(model), trigger: 'rollback' };
    await this.#place.withWarehouse(run, (warehouse) => warehouse.execute(openRollback(run)));
    return run;
  }

  /** A version whose run was promoted, and ended. */
  async promoted(model: string, candidates: readonly string[] = []): Promise<VersionedRun> {
    const made = await this.version(model, candidates);
    await this.goLive(made, made.run);
    await this.end(made.run, 'PROMOTED');
    return made;
  }

  /** Ends a run in the ledger and nowhere else, `daysAgo`. */
  async end({ id }: Run, state: string, daysAgo = 0): Promise<void> {
    await this.#place.query(
      'UPDATE RUNS SET STATE = ?, ENDED_AT = DATEADD(DAY, ?, CURRENT_TIMESTAMP()) WHERE RUN_ID = ?',
      [state, -daysAgo, id],
    );
  }

  /** What is there of a run: tables and functions by how their names begin, and locations with files. */
  async of(run: Run): Promise<readonly string[]> {
    const key = runKey(run).toUpperCase();
    const names = await this.#place.query(
      'SELECT TABLE_NAME AS NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ? AND CONTAINS(TABLE_NAME, ?) ' +
        'UNION ALL SELECT FUNCTION_NAME FROM INFORMATION_SCHEMA.FUNCTIONS WHERE FUNCTION_SCHEMA = ? AND CONTAINS(FUNCTION_NAME, ?)',
      [this.#place.schema, key, this.#place.schema, key],
    );
    const files = await this.#filesOf(run);
    const kinds = names.map(({ NAME }) => (NAME ?? '').split('_')[0] ?? '');
    return [...kinds, ...files].toSorted();
  }

  async #filesOf(run: Run): Promise<readonly string[]> {
    const places = { files: runFilesLocation(run), artifact: `${artifactLocation(run)}/` };
    const found: string[] = [];
    for (const [name, location] of Object.entries(places)) {
      if ((await this.#place.query(`LIST ${location}`)).length > 0) found.push(name);
    }
    return found;
  }
}
