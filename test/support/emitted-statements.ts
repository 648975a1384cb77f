import * as cleanUp from '../../activities/clean-up/statements.js';
import * as measurements from '../../activities/features/measurement-statements.js';
import * as featuresStatements from '../../activities/features/statements.js';
import * as decisions from '../../activities/ledger/decision-statements.js';
import * as live from '../../activities/ledger/live-statements.js';
import * as looks from '../../activities/ledger/look-statements.js';
import * as runs from '../../activities/ledger/run-statements.js';
import * as tables from '../../activities/ledger/table-statements.js';
import * as trainings from '../../activities/ledger/training-statements.js';
import * as versions from '../../activities/ledger/version-statements.js';
import * as objects from '../../activities/object-statements.js';
import * as procedures from '../../activities/procedures/statements.js';
import * as reports from '../../activities/reading/report-statements.js';
import * as readings from '../../activities/reading/statements.js';
import * as session from '../../activities/snowflake/session-statements.js';
import type { Statement } from '../../activities/snowflake/statement.js';
import * as tagged from '../../activities/snowflake/tagged-statements.js';
import { cleanColumns } from '../../activities/staging/clean-columns.js';
import * as stagingStatements from '../../activities/staging/statements.js';
import { functionBody } from '../../activities/publication/function-body.js';
import * as publicationStatements from '../../activities/publication/statements.js';
import * as trainingStatements from '../../activities/training/statements.js';
import type { DecisionInput } from '../../pipeline/decision.js';
import { gatePolicySchema } from '../../pipeline/gate-policy.js';
import type { Feature } from '../../pipeline/features.js';
import { RETENTION } from '../../pipeline/maintenance.js';
import { renderFeaturesSql } from '../../pipeline/features-sql.js';
import * as names from '../../pipeline/object-names.js';
import type { Run } from '../../pipeline/run.js';

/** The builders of one file under activities/, and examples of all that they build. */
export interface EmittedStatements {
  /** The file's path without `activities/` and `.ts`. */
  readonly file: string;
  readonly builders: Readonly<Record<string, unknown>>;
  readonly examples: Readonly<Record<string, readonly Statement[]>>;
}

const RUN: Run = {
  id: '0199a4e2-7f00-7000-8000-0123456789ab',
  workflowId: 'retrain-telco-churn',
  model: 'telco-churn',
  trigger: 'manual',
  startedBy: `o'brien@example.com; DROP TABLE "RUNS"`,
  reason: null,
};
const DIGEST = 'c0ffee'.repeat(10) + 'c0de';
const CODE = names.codeLocation(DIGEST);
const ARTIFACT = `${names.artifactLocation(RUN)}/${'a'.repeat(64)}/`;
const STAGED = names.stagedTable(RUN, 'customers');
const RAW = names.rawTable(RUN, 'customers');
const FILES = names.filesLocation(RUN, 'customers');

const FEATURES: readonly Feature[] = [
  { name: 'MONTHLYCHARGES', kind: 'number' },
  { name: 'CONTRACT', kind: 'text' },
  { name: 'PARTNER', kind: 'boolean' },
];
/** Names that would end an identifier, a text or a statement if they were not quoted. */
const HOSTILE: readonly Feature[] = [
  { name: 'A"B', kind: 'number' },
  { name: "IT'S; DROP TABLE RUNS; --", kind: 'text' },
  { name: '$$', kind: 'boolean' },
  { name: 'back\\slash', kind: 'number' },
];
const POSITIVE = { condition: '"CHURNVALUE" = ?', value: 1 };
const SPLIT = { test: 0.2, validation: 0.1, salt: 'ratchet' };

function columns(features: readonly Feature[]) {
  return {
    entity: 'CUSTOMERID',
    target: { name: 'CHURNVALUE', kind: 'number' },
    features,
  } as const;
}

const CONTRACTED: readonly measurements.ContractedColumn[] = [
  {
    column: { name: 'MONTHLYCHARGES', type: 'FLOAT' },
    kind: 'number',
    contract: { type: 'number', maxNullShare: 0.01, min: 0, max: 200 },
  },
  {
    column: { name: 'CONTRACT', type: 'VARCHAR(16777216)' },
    kind: 'text',
    contract: { values: ['Month-to-month', 'One year', 'Two year'] },
  },
  {
    column: { name: 'PARTNER', type: 'BOOLEAN' },
    kind: 'boolean',
    contract: { values: [true, false], maxNullShare: 0 },
  },
];

const SELECT = 'SELECT "C".*\nFROM {customers} AS "C" -- every customer';
const SPROC = {
  purpose: 'TRAIN',
  handler: 'ratchet_training.train',
  pythonVersion: '3.11',
  packages: ['pandas', 'scikit-learn==1.9.1'],
  imports: [`${CODE}ratchet_training.py`, `${CODE}train.py`],
} as const;

const VERSIONED = names.versionedFunction('PREDICT_CHURN', 3, RUN);

function versioned(
  features: readonly Feature[],
): Omit<publicationStatements.VersionedUdf, 'returns'> {
  return {
    name: VERSIONED,
    features,
    body: functionBody({ artifactSha256: 'a'.repeat(64), features }, 'predict'),
    pythonVersion: '3.11',
    packages: ['pandas==2.3.3', 'scikit-learn==1.9.1'],
    imports: [`${ARTIFACT}model.joblib`, `${ARTIFACT}model.json`, `${CODE}ratchet_publication.py`],
    comment: JSON.stringify({ ratchet: { run: RUN.id, version: 3, sha256: 'a'.repeat(64) } }),
  };
}

const SERVING = { predict: 'PREDICT_CHURN', proba: 'PREDICT_CHURN_PROBA' };
const RESTORED = {
  model: RUN.model,
  version: 3,
  fence: 3,
  functionName: 'PREDICT_CHURN',
  found: 'no function',
};
const FEATURE_SETS = [FEATURES, HOSTILE];
const DECISION: DecisionInput = {
  run: RUN,
  verdict: { kind: 'held', results: [], reasons: ["roc_auc isn't better"] },
  policy: gatePolicySchema.parse({ rules: { roc_auc: { min: 0.75 } } }),
  policyDigest: DIGEST,
  evidenceDigest: DIGEST,
  recipe: {
    codeDigest: DIGEST,
    params: { n_estimators: 200 },
    snapshot: '8412093312',
    features: [...FEATURES],
    rows: { train: 4930, validation: 704, test: 1409 },
    python: '3.11',
    packages: { 'scikit-learn': '1.9.1' },
    artifactSha256: 'a'.repeat(64),
    trainingMs: 1800,
    steps: [],
  },
};

/** Examples of every statement that the steps can emit. */
export const EMITTED: readonly EmittedStatements[] = [
  {
    file: 'object-statements',
    builders: objects,
    examples: {
      describeTable: [
        objects.describeTable(`"${RAW}"`),
        objects.describeTable('"CRM"."PUBLIC"."V"'),
      ],
      listLocation: [objects.listLocation(CODE), objects.listLocation('@CRM.PUBLIC.LANDING/a=1/')],
    },
  },
  {
    file: 'snowflake/session-statements',
    builders: session,
    examples: {
      setUpSession: [session.setUpSession()],
      cancelQuery: [session.cancelQuery('01b2c3d4-0604-2f1d-0001-9a5e00012345')],
      putFile: [
        session.putFile('/data/customers.parquet', FILES),
        session.putFile(`/data/it's; here/a "b".csv`, FILES),
      ],
    },
  },
  {
    file: 'snowflake/tagged-statements',
    builders: tagged,
    examples: {
      selectTaggedStatements: [
        tagged.selectTaggedStatements({ since: new Date('2026-11-24T21:43:14.250Z') }),
        tagged.selectTaggedStatements({
          since: new Date('2026-11-24T21:43:14.250Z'),
          runId: RUN.id,
        }),
      ],
    },
  },
  {
    file: 'ledger/table-statements',
    builders: tables,
    examples: {
      createLedgerTable: tables.LEDGER_TABLES.map(tables.createLedgerTable),
      addLedgerColumn: tables.ADDED_COLUMNS.map(tables.addLedgerColumn),
      fillServingFunction: [tables.fillServingFunction()],
      createStage: tables.STAGES.map(tables.createStage),
    },
  },
  {
    file: 'ledger/run-statements',
    builders: runs,
    examples: {
      openRollback: [runs.openRollback({ ...RUN, trigger: 'rollback' })],
      openRun: [runs.openRun(RUN, { codeDigest: DIGEST, policyDigest: DIGEST, gitCommit: null })],
      closeRun: [
        runs.closeRun({
          run: RUN,
          state: 'HELD',
          step: 'gate',
          version: null,
          reasons: ["roc_auc isn't better"],
          queryIds: [],
        }),
      ],
    },
  },
  {
    file: 'ledger/decision-statements',
    builders: decisions,
    examples: {
      insertDecision: [
        decisions.insertDecision(DECISION),
        decisions.insertDecision({ ...DECISION, evidenceDigest: null }),
      ],
      selectDecision: [decisions.selectDecision(RUN)],
    },
  },
  {
    file: 'reading/statements',
    builders: readings,
    examples: {
      selectJudgedRuns: [
        readings.selectJudgedRuns({ model: RUN.model }, { limit: 26, offset: 0 }),
        readings.selectJudgedRuns({ run: RUN.id }, { limit: 2, offset: 25 }),
      ],
    },
  },
  {
    file: 'reading/report-statements',
    builders: reports,
    examples: {
      selectReportedRun: [reports.selectReportedRun(RUN.id)],
      selectFirstPromotion: [reports.selectFirstPromotion(RUN.id)],
      selectRunsUpTo: [reports.selectRunsUpTo(RUN.model, RUN.id)],
    },
  },
  {
    file: 'ledger/live-statements',
    builders: live,
    examples: {
      openLiveVersion: [live.openLiveVersion(RUN.model)],
      selectLiveVersion: [live.selectLiveVersion(RUN.model)],
      selectLiveVersions: [live.selectLiveVersions()],
      insertRestoration: [live.insertRestoration(RESTORED)],
      selectPromotionsOfRun: [live.selectPromotionsOfRun(RUN)],
    },
  },
  {
    file: 'ledger/training-statements',
    builders: trainings,
    examples: {
      takeTrainingFence: [
        trainings.takeTrainingFence({ run: RUN }, 3),
        trainings.takeTrainingFence({ run: RUN, candidate: 'large' }, 3),
      ],
      selectTraining: [
        trainings.selectTraining({ run: RUN }),
        trainings.selectTraining({ run: RUN, candidate: 'large' }),
      ],
    },
  },
  {
    file: 'ledger/version-statements',
    builders: versions,
    examples: {
      selectVersion: [versions.selectVersion(RUN.model, 3)],
      selectVersionHistory: [versions.selectVersionHistory(RUN.model)],
      selectLastVersion: [versions.selectLastVersion(RUN.model)],
      selectVersionsOfRun: [versions.selectVersionsOfRun(RUN)],
      selectEvidence: [versions.selectEvidence(RUN)],
      selectLastJudged: [versions.selectLastJudged(RUN)],
    },
  },
  {
    file: 'staging/statements',
    builders: stagingStatements,
    examples: {
      createFileFormat: [
        stagingStatements.createFileFormat('parquet'),
        stagingStatements.createFileFormat('csv'),
      ],
      createRawTable: [
        stagingStatements.createRawTable(RAW, FILES, 'parquet'),
        stagingStatements.createRawTable(RAW, '@CRM.PUBLIC.LANDING/day=1/', 'csv'),
      ],
      copyIntoRawTable: [
        stagingStatements.copyIntoRawTable(RAW, FILES, 'parquet'),
        stagingStatements.copyIntoRawTable(RAW, FILES, 'csv'),
      ],
      createStagedTable: [
        stagingStatements.createStagedTable(
          STAGED,
          `"${RAW}"`,
          cleanColumns('customers', ['Customer ID', 'Total Charges', `a"b; DROP TABLE 'RUNS' $$`]),
        ),
      ],
      fingerprintTable: [stagingStatements.fingerprintTable(STAGED)],
    },
  },
  {
    file: 'features/statements',
    builders: featuresStatements,
    examples: {
      createDraft: [
        featuresStatements.createDraft(
          names.featureDraft(RUN),
          renderFeaturesSql(SELECT, { customers: `"${STAGED}"` }),
        ),
      ],
      examineDraft: FEATURE_SETS.map((features) =>
        featuresStatements.examineDraft(names.featureDraft(RUN), columns(features), POSITIVE),
      ),
      createFeatureTable: FEATURE_SETS.map((features) =>
        featuresStatements.createFeatureTable(
          names.featureTable(RUN),
          names.featureDraft(RUN),
          columns(features),
          SPLIT,
        ),
      ),
      examineLabels: FEATURE_SETS.map((features) =>
        featuresStatements.examineLabels(names.featureDraft(RUN), columns(features), 101),
      ),
      examineNumbers: FEATURE_SETS.map((features) =>
        featuresStatements.examineNumbers(names.featureDraft(RUN), columns(features)),
      ),
      summarizeFeatureTable: [
        featuresStatements.summarizeFeatureTable(names.featureTable(RUN), POSITIVE),
      ],
      summarizeTarget: [
        featuresStatements.summarizeTarget(names.featureTable(RUN), 'MONTHLYCHARGES'),
      ],
    },
  },
  {
    file: 'ledger/look-statements',
    builders: looks,
    examples: {
      countLooks: [
        looks.countLooks(RUN, { salt: 'ratchet', test: 0.2 }),
        looks.countLooks(RUN, { salt: 'ratchet@2026-Q4', test: 0.2 }),
      ],
    },
  },
  {
    file: 'features/measurement-statements',
    builders: measurements,
    examples: {
      countBreaks: [
        measurements.countBreaks(names.featureTable(RUN), CONTRACTED),
        measurements.countBreaks(
          names.featureTable(RUN),
          HOSTILE.map(({ name, kind }) => ({
            column: { name, type: 'FLOAT' },
            kind,
            contract: { min: 0, max: 1.5, values: ["it's; DROP TABLE"] },
          })),
        ),
        measurements.countBreaks(names.featureTable(RUN), []),
      ],
      selectAge: (['DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ'] as const).map((type) =>
        measurements.selectAge(STAGED, 'BILLED_AT', type),
      ),
    },
  },
  {
    file: 'training/statements',
    builders: trainingStatements,
    examples: {
      selectStatementTimes: [
        trainingStatements.selectStatementTimes('01b2c3d4-0604-2f1d-0001-9a5e00012345'),
      ],
    },
  },
  {
    file: 'procedures/statements',
    builders: procedures,
    examples: {
      createSproc: [procedures.createSproc(names.sprocName('TRAIN', DIGEST), SPROC)],
      callSproc: [
        procedures.callSproc(names.sprocName('TRAIN', DIGEST), ['{"run":{}}']),
        procedures.callSproc('ML.PUBLIC.TRAIN_CHURN', ['RATCHET.PUBLIC.FEATURES', 10, true]),
      ],
    },
  },
  {
    file: 'publication/statements',
    builders: publicationStatements,
    examples: {
      createVersionedUdf: FEATURE_SETS.map((features, index) =>
        publicationStatements.createVersionedUdf({
          ...versioned(features),
          returns: index === 0 ? 'FLOAT' : 'VARCHAR',
        }),
      ),
      selectFunctionComments: [
        publicationStatements.selectFunctionComments('PUBLIC', 'PREDICT_CHURN'),
      ],
      selectServingFunctions: [publicationStatements.selectServingFunctions('PUBLIC')],
      compareWithScores: FEATURE_SETS.map((features, index) =>
        publicationStatements.compareWithScores(
          names.scoresTable(RUN),
          { features, task: index === 0 ? 'binary' : 'regression' },
          SERVING,
        ),
      ),
    },
  },
  {
    file: 'clean-up/statements',
    builders: cleanUp,
    examples: {
      selectTables: [
        cleanUp.selectTables('PUBLIC', {
          prefixes: names.sourceTablePrefixes(RUN),
          names: [names.featureDraft(RUN), names.scoresTable(RUN)],
        }),
      ],
      dropTable: [cleanUp.dropTable(STAGED)],
      removeFiles: [cleanUp.removeFiles(names.runFilesLocation(RUN))],
      selectFunctionsWith: [
        cleanUp.selectFunctionsWith(
          'PUBLIC',
          [VERSIONED, names.probabilityFunction(VERSIONED)],
          '{"ratchet":{}}',
        ),
      ],
      dropFunction: FEATURE_SETS.map((features) => cleanUp.dropFunction(VERSIONED, features)),
      selectCandidates: [cleanUp.selectCandidates(RUN.id)],
      selectOpenRuns: [cleanUp.selectOpenRuns()],
      closeOpenRun: [cleanUp.closeOpenRun(RUN.id, 'TERMINATED', "It's over.")],
      selectRunStates: [cleanUp.selectRunStates([RUN.id, 'another'])],
      selectPromotionsOfVersion: [cleanUp.selectPromotionsOfVersion(RUN.id)],
      selectRemovable: [
        cleanUp.selectRemovable(RETENTION),
        cleanUp.selectRemovable(RETENTION, RUN.id),
      ],
      writeRemoval: [
        cleanUp.writeRemoval({ runId: RUN.id, model: RUN.model, removed: [STAGED], kept: [] }),
      ],
    },
  },
];
