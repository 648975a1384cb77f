import type { Evidence } from '../../pipeline/evidence.js';
import { taskOf, type ModelSpec } from '../../pipeline/model-spec.js';
import {
  artifactLocation,
  featureDraft,
  rawTable,
  stagedTable,
} from '../../pipeline/object-names.js';
import { PLACEHOLDERS } from '../../pipeline/plan.js';
import type { Run } from '../../pipeline/run.js';
import { textDigest } from '../content-digest.js';
import { HANDLER_PACKAGES, packageRequirements } from '../procedures/packages.js';
import { quoted } from '../snowflake/identifier.js';
import type { Bind, TextRow } from '../snowflake/statement.js';
import { draftColumns, sourceColumns } from './assumed-columns.js';
import { assumedEvidence } from './assumed-evidence.js';
import type { LedgerNow } from './ledger-now.js';

/** Of the model file that the training will write. */
const ARTIFACT_SHA256 = '0'.repeat(64);
/** Rows of a file, so that what is loaded is what is staged. */
const LOADED = { file: PLACEHOLDERS.run, status: 'LOADED', rows_parsed: '1', rows_loaded: '1' };

/** What a statement is known by, and what answers it. */
type Answer = readonly [RegExp, (sql: string, binds: readonly Bind[]) => readonly TextRow[]];

/** The run that is planned, and what there is before it. */
interface Assumed {
  readonly run: Run;
  readonly spec: ModelSpec;
  readonly policyDigest: string;
  readonly now: LedgerNow;
}

/**
 * Answers the statements of a run as a warehouse would in which the ledger says what it says now, the data are new, and
 * everything goes well. It knows what the run has sent, as the ledger would.
 */
export class AssumedAnswers {
  readonly #run: Run;
  readonly #spec: ModelSpec;
  readonly #policyDigest: string;
  readonly #now: LedgerNow;
  readonly #files = new Map<string, readonly string[]>();
  readonly #called = new Set<string>();
  readonly #answers: readonly Answer[];
  #data: Evidence['data'];
  /** That the run gets. */
  readonly version: number;
  /** That it takes the place of. */
  readonly liveVersion: number | null;

  constructor({ run, spec, policyDigest, now }: Assumed) {
    this.#run = run;
    this.#spec = spec;
    this.#policyDigest = policyDigest;
    this.#now = now;
    this.version = now.lastVersion + 1;
    this.liveVersion = now.liveVersion;
    this.#answers = [
      [/^CALL /, (sql) => this.#call(sql)],
      [/^LIST /, (sql) => this.#list(sql)],
      [/^DESCRIBE /, (sql) => this.#describe(sql)],
      [/^COPY INTO /, () => [LOADED]],
      [/AS "FINGERPRINT"/, () => [{ ROW_COUNT: '1', FINGERPRINT: PLACEHOLDERS.snapshot }]],
      [/"RATCHET_CLASS"/, () => ['positive', 'negative'].map((kind) => this.#draftClass(kind))],
      [/"WITHOUT_TARGET"/, () => [{ ...COUNTS, WITHOUT_TARGET: '0' }]],
      [/AS "SNAPSHOT"/, () => [SUMMARY]],
      [/"NULLS_0"/, (sql) => [noBreaks(sql)]],
      [/"AGE_SECONDS"/, () => [{ AGE_SECONDS: '0' }]],
      [/"LOOKS"/, () => [{ LOOKS: '0' }]],
      [/FROM "LIVE_VERSION" AS "L"/, () => [now.live]],
      [/LEFT JOIN "TRAININGS"/, () => [this.#training()]],
      [/QUERY_HISTORY/, () => [{ STARTED_AT: '0', ELAPSED_MS: '0' }]],
      [/^SELECT "RUN_ID" FROM "EVIDENCE"/, () => now.lastJudged],
      [/^SELECT "EVIDENCE"/, (_, binds) => this.#evidenceOf(binds)],
      [/^SELECT "VERDICT"/, () => [this.#decision()]],
      [/^SELECT "VERSION" FROM "MODEL_VERSIONS"/, () => [{ VERSION: String(this.version) }]],
      [/FROM "PROMOTIONS"/, () => this.#promotions()],
      [/"PREDICTIONS"/, () => [{ ROW_COUNT: '1', PREDICTIONS: '0', PROBABILITIES: '0' }]],
      [/"INFORMATION_SCHEMA"."TABLES"/, () => this.#tables()],
    ];
  }

  /**
   * What the features step is taken to have measured, which the evaluation writes into the evidence. The assumed rows
   * are no number to hold against those of the live version, or of the run that was judged last.
   */
  note(data: Evidence['data']): void {
    this.#data = data?.live === undefined ? data : { ...data, live: null, last: null };
  }

  uploaded(name: string, location: string): void {
    const files = this.#files.get(location) ?? [];
    this.#files.set(location, [...files, `${location.slice(1)}${name}`]);
  }

  rowsOf(sql: string, binds: readonly Bind[]): readonly TextRow[] {
    return this.#answers.find(([pattern]) => pattern.test(sql))?.[1](sql, binds) ?? [];
  }

  #describe(sql: string): readonly TextRow[] {
    const isDraft = sql.includes(quoted(featureDraft(this.#run)));
    const columns = isDraft ? draftColumns(this.#spec) : sourceColumns(this.#spec);
    return columns.map(({ name, type }) => ({ name, type }));
  }

  /** A stage of the team's own holds what its name ends in, or else parquet. */
  #list(sql: string): readonly TextRow[] {
    const location = /^LIST '(.*)'$/.exec(sql)?.[1] ?? '';
    const isOwn = location.startsWith('@RATCHET_');
    const names = isOwn ? this.#uploadedTo(location) : [teamFile(location)];
    return names.map((name) => ({ name }));
  }

  #uploadedTo(location: string): readonly string[] {
    const beneath = [...this.#files].filter(([place]) => place.startsWith(location));
    return beneath.flatMap(([, names]) => names);
  }

  #call(sql: string): readonly TextRow[] {
    const purpose = /^CALL "RATCHET_([A-Z]+)_/.exec(sql)?.[1] ?? 'TEAM';
    this.#called.add(purpose);
    return [{ ANSWER: JSON.stringify(this.#answerOf(purpose)) }];
  }

  #answerOf(purpose: string): object {
    const { training } = this.#spec;
    if (purpose === 'TEAM' && 'procedure' in training) {
      return Object.fromEntries(Object.values(training.metrics).map((key) => [key, 0]));
    }
    const answers: Readonly<Record<string, object>> = {
      FEATURES: { queryId: PLACEHOLDERS.queryId },
      EVALUATE: { evidence: '', evidenceDigest: '' },
      CLAIM: { kind: 'CLAIMED' },
      SWITCH: { kind: 'MOVED' },
      SERVE: { kind: 'SERVED', version: this.version, fence: this.#now.fence + 1 },
    };
    return answers[purpose] ?? {};
  }

  #draftClass(kind: string): TextRow {
    const isBinary = taskOf(this.#spec) === 'binary';
    return { ...COUNTS, RATCHET_CLASS: isBinary ? kind : 'label', TARGET_VALUES: '1' };
  }

  #training(): TextRow {
    const isTrained = this.#called.has('TRAIN') || this.#called.has('ADOPT');
    const result = isTrained ? JSON.stringify(this.#trained()) : null;
    return { STATE: 'RUNNING', FENCE: null, RESULT: result };
  }

  #trained(): object {
    const { training } = this.#spec;
    const requirements = packageRequirements(HANDLER_PACKAGES, training.packages);
    const names = requirements.map((requirement) => requirement.split('==')[0] ?? '');
    return {
      artifact: `${artifactLocation(this.#run)}/${ARTIFACT_SHA256}/`,
      artifactSha256: ARTIFACT_SHA256,
      artifactBytes: 1,
      metrics: 'procedure' in training ? { selfReported: {} } : {},
      packages: Object.fromEntries(names.map((name) => [name, 'AS.TRAINED'])),
      python: '3.11',
      trainingMs: 0,
      queryId: PLACEHOLDERS.queryId,
    };
  }

  #evidenceOf([runId]: readonly Bind[]): readonly TextRow[] {
    return runId === this.#run.id ? [this.#evidence()] : this.#now.evidence;
  }

  #evidence(): TextRow {
    const champion =
      this.liveVersion === null ? null : { version: this.liveVersion, fence: this.#now.fence };
    const found = { artifactSha256: ARTIFACT_SHA256, champion, data: this.#data };
    const text = JSON.stringify(assumedEvidence(this.#spec, found));
    return { EVIDENCE: text, EVIDENCE_DIGEST: textDigest(text) };
  }

  #decision(): TextRow {
    const { EVIDENCE_DIGEST = null } = this.#evidence();
    return { VERDICT: 'passed', POLICY_DIGEST: this.#policyDigest, EVIDENCE_DIGEST };
  }

  #promotions(): readonly TextRow[] {
    if (!this.#called.has('SWITCH')) return [];
    const { version, liveVersion } = this;
    const previous = liveVersion === null ? null : String(liveVersion);
    const fence = String(this.#now.fence + 1);
    return [{ VERSION: String(version), PREVIOUS_VERSION: previous, FENCE: fence, REASON: null }];
  }

  #tables(): readonly TextRow[] {
    const sources = Object.entries(this.#spec.sources).flatMap(([name, source]) => [
      ...('table' in source ? [] : [rawTable(this.#run, name)]),
      stagedTable(this.#run, name),
    ]);
    return [...sources, featureDraft(this.#run)].map((name) => ({ TABLE_NAME: name }));
  }
}

const COUNTS = { ROW_COUNT: '1', WITHOUT_ENTITY: '0', TARGET_VALUES: '2' };

const SUMMARY = {
  TRAIN: '2',
  VALIDATION: '1',
  TEST: '1',
  POSITIVE: '1',
  TARGET_VALUES: '2',
  SNAPSHOT: PLACEHOLDERS.snapshot,
};

function noBreaks(sql: string): TextRow {
  const names = [...sql.matchAll(/AS "([A-Z]+_\d+)"/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, '0']));
}

function teamFile(location: string): string {
  const name = location.slice(1);
  return /\.(?:csv|parquet)(?:\.gz)?$/i.test(name) ? name : `${name}${PLACEHOLDERS.run}.parquet`;
}
