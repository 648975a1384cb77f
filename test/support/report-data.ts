import { evidenceSchema, type Evidence } from '../../pipeline/evidence.js';
import type { Diagnostics } from '../../pipeline/diagnostics.js';
import { reportDataSchema, type PastRun, type ReportData } from '../../pipeline/report.js';
import { decideGate } from '../../pipeline/decide-gate.js';
import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { evidenceWith, policyOf } from './evidence.js';
import {
  binaryCurves,
  labelConfusion,
  labelCurves,
  regressionErrors,
} from './report-diagnostics.js';

const RUN_ID = '0199a4e2-7f00-7000-8000-0123456789ab';
const FEATURES = [
  'CONTRACT',
  'TENUREMONTHS',
  'MONTHLYCHARGES',
  'TOTALCHARGES',
  'INTERNETSERVICE',
  'PAYMENTMETHOD',
  'TECHSUPPORT',
  'ONLINESECURITY',
  'PAPERLESSBILLING',
  'DEPENDENTS',
];

/** A promoted version 2 of telco-churn that was compared with version 1. */
export function binaryWithChampion(): ReportData {
  const metrics = {
    roc_auc: 0.8422,
    pr_auc: 0.661,
    log_loss: 0.4272,
    accuracy: 0.7995,
    f1: 0.5912,
  };
  const evidence = binaryEvidence({
    candidate: { source: 'held-out', metrics },
    champion: { version: 1, fence: 1, metrics: { ...metrics, roc_auc: 0.8403, log_loss: 0.4288 } },
    comparison: {
      roc_auc: {
        quantiles: { '0.025': -0.0021, '0.5': 0.0019, '0.975': 0.0062 },
        probabilityBetter: 0.83,
      },
    },
    looks: 1,
  });
  const curves = {
    candidate: binaryCurves(5.2, 401, 1085),
    champion: binaryCurves(4.9, 401, 1085),
  };
  return report(evidence, { curves, importance: importance(true) }, 2);
}

/** A first version: nothing to compare with. */
export function binaryWithoutChampion(): ReportData {
  const evidence = binaryEvidence({ champion: null, looks: 0 });
  const curves = { candidate: binaryCurves(4.8, 374, 1035), champion: null };
  const data = report(evidence, { curves, importance: importance(false) }, 1);
  return { ...data, history: data.history.slice(-1) };
}

/** A price model that its champion beats: held. */
export function regression(): ReportData {
  const { classes: _, ...base } = evidenceWith();
  const evidence = evidenceSchema.parse({
    ...base,
    task: 'regression',
    candidate: { source: 'held-out', metrics: { rmse: 12.41, mae: 9.02, r2: 0.871 } },
    champion: { version: 4, fence: 5, metrics: { rmse: 11.9, mae: 8.8, r2: 0.882 } },
    baseline: { metrics: { rmse: 34.5, mae: 28.1, r2: 0 } },
    labelRate: { train: 201.4, test: 203.9 },
    drift: [{ feature: 'AREA', psi: 0.31 }],
  });
  const errors = { candidate: regressionErrors(12), champion: regressionErrors(10) };
  return report(evidence, { regression: errors }, null, policyOf({ rmse: { maxLoss: 0.1 } }));
}

/** A model with four classes, one of which it rarely finds. */
export function multiclass(): ReportData {
  const { classes: _, ...base } = evidenceWith();
  const labels = { basic: 300, standard: 300, premium: 300, business: 300 };
  const evidence = evidenceSchema.parse({
    ...base,
    task: 'multiclass',
    labels,
    candidate: { source: 'held-out', metrics: { f1_macro: 0.71, accuracy: 0.74 } },
    baseline: { metrics: { f1_macro: 0.1, accuracy: 0.25 } },
  });
  const confusion = { candidate: labelConfusion(Object.keys(labels), 74), champion: null };
  return report(evidence, { confusion }, 1, policyOf({ f1_macro: { min: 0.6 } }));
}

/** A model with eight classes that gives probabilities, beside its champion. */
export function multiclassWithChampion(): ReportData {
  const data = multiclass();
  const names = ['basic', 'standard', 'premium', 'business', 'family', 'student', 'trial', 'gift'];
  const labels = Object.fromEntries(names.map((name) => [name, 300]));
  const metrics = { f1_macro: 0.71, accuracy: 0.74, roc_auc_ovr: 0.88 };
  const evidence = evidenceSchema.parse({
    ...data.evidence,
    labels,
    candidate: { source: 'held-out', metrics },
    champion: { version: 1, fence: 1, metrics: { ...metrics, f1_macro: 0.69 } },
  });
  const diagnostics = {
    confusion: { candidate: labelConfusion(names, 74), champion: labelConfusion(names, 72) },
    labelCurves: { candidate: labelCurves(names, 9), champion: labelCurves(names, 7) },
  };
  return report(evidence, diagnostics, 2, policyOf({ f1_macro: { min: 0.6 } }));
}

/** Data that was refused before anything was trained. */
export function rejectedData(): ReportData {
  const { decision, ...data } = binaryWithChampion();
  if (decision === null) throw new Error('the fixture has a decision');
  const reason =
    'customers has 1,204 rows, 17 % of the 7,043 of the last promoted run; at least half is asked for.';
  return reportDataSchema.parse({
    ...data,
    run: { ...data.run, state: 'REJECTED', version: null, reasons: [reason] },
    decision: {
      ...decision,
      verdict: 'rejected',
      evidenceDigest: null,
      record: {
        ...decision.record,
        reasons: [reason],
        results: [
          {
            subject: 'row_count',
            rule: 'at least 0.5 of the last promoted run',
            candidate: 0.17,
            champion: null,
            result: 'rejected',
            reason,
          },
        ],
        recipe: {
          ...decision.record.recipe,
          python: null,
          packages: null,
          artifactSha256: null,
          trainingMs: null,
        },
      },
    },
    evidence: null,
    diagnostics: null,
    promotion: null,
    history: [],
  });
}

/** A run that failed before its gate. */
export function failedRun(): ReportData {
  const { run, ...data } = rejectedData();
  const reason = 'UserCode: train.py line 7: KeyError: TENURE';
  return reportDataSchema.parse({
    ...data,
    run: { ...run, state: 'FAILED', reasons: [reason] },
    decision: null,
  });
}

function binaryEvidence(changes: Partial<Evidence>): Evidence {
  const base = evidenceWith(changes);
  const slices = [
    ['CONTRACT', 'Month-to-month', 811, 0.7421],
    ['CONTRACT', 'One year', 311, 0.7712],
    ['CONTRACT', 'Two year', 364, 0.8123],
    ['CONTRACT', null, 12, 0.5012],
  ] as const;
  return {
    ...base,
    labelRate: { train: 0.2654, test: 0.2698 },
    drift: FEATURES.map((feature, index) => ({ feature, psi: 0.09 / (index + 1) })),
    singleFeatures: [{ feature: 'CONTRACT', score: 0.7371 }],
    identifiers: [],
    calibration: {
      candidate: { error: 0.021, slope: 0.98, intercept: -0.03 },
      champion: base.champion === null ? null : { error: 0.024, slope: 0.95, intercept: 0.01 },
    },
    slices: slices.map(([by, value, rows, roc_auc]) => ({
      by,
      value,
      rows,
      entities: rows,
      candidate: scoresOf(roc_auc),
      champion: base.champion === null ? null : scoresOf(roc_auc - 0.004),
    })),
  };
}

function importance(hasChampion: boolean): Diagnostics['importance'] {
  return FEATURES.map((feature, index) => ({
    feature,
    candidate: 0.08 * 0.62 ** index,
    champion: hasChampion ? 0.075 * 0.66 ** index : null,
  }));
}

const TELCO_POLICY: GatePolicy = {
  ...policyOf({
    roc_auc: { min: 0.75, suspiciousAbove: 0.95, maxLoss: 0.01 },
    log_loss: { max: 0.55, maxLoss: 0.02 },
  }),
  slices: [{ by: 'CONTRACT', minimumRows: 100, rules: { roc_auc: { min: 0.7 } } }],
};

/** A report on a run of this evidence, promoted as `version` or kept back. */
function report(
  evidence: Evidence,
  diagnostics: Partial<Diagnostics>,
  version: number | null,
  policy: GatePolicy = TELCO_POLICY,
): ReportData {
  const verdict = decideGate(evidence, policy);
  const reasons = verdict.kind === 'passed' ? [] : [...verdict.reasons];
  const state = version === null ? 'HELD' : 'PROMOTED';
  return reportDataSchema.parse({
    schemaVersion: 1,
    run: {
      runId: RUN_ID,
      workflowId: 'retrain-telco-churn',
      model: 'telco-churn',
      trigger: 'manual',
      startedBy: 'ada',
      reason: 'a month of new customers',
      startedAt: '2026-11-24T19:22:05.120Z',
      endedAt: '2026-11-24T19:22:19.480Z',
      state,
      version,
      reasons,
      queryIds: ['01b2c3d4-0000-4e5f-0000-000000000001', '01b2c3d4-0000-4e5f-0000-000000000002'],
      codeDigest: 'c0de'.repeat(16),
      gitCommit: `${'c0ffee00'.repeat(5)}-dirty`,
    },
    decision: {
      verdict: verdict.kind,
      policyDigest: '9011c4'.repeat(10),
      policy,
      evidenceDigest: 'e71d'.repeat(16),
      decidedAt: '2026-11-24T19:22:17.900Z',
      record: {
        schemaVersion: 1,
        results: [...verdict.results],
        reasons,
        recipe: recipe(evidence),
      },
    },
    evidence,
    diagnostics: {
      schemaVersion: 1,
      features: FEATURES.map((name, index) => ({
        name,
        kind: index % 3 === 0 ? 'text' : 'number',
        nulls: { train: index / 1000, test: index / 900 },
        distinct: 3 + index * 7,
      })),
      ...diagnostics,
    },
    promotion:
      version === null
        ? null
        : {
            version,
            previousVersion: version === 1 ? null : version - 1,
            fence: version,
            promotedAt: '2026-11-24T19:22:18.900Z',
            artifact: '@RATCHET_ARTIFACTS/telco-churn/0123456789ab/',
            functionName: `PREDICT_CHURN__V${version}_0123456789AB`,
          },
    history: history(evidence, state, version),
  });
}

function recipe(evidence: Evidence) {
  return {
    about: {
      description: 'Which customers are about to leave.',
      entity: 'CUSTOMERID',
      target: 'CHURNVALUE',
      positive: null,
      serves: 'PREDICT_CHURN',
      sources: ['customers', 'services', 'billing'],
      trainedBy: 'estimator',
    },
    codeDigest: 'c0de'.repeat(16),
    params: { n_estimators: 200, max_depth: null, min_samples_leaf: 12 },
    snapshot: evidence.snapshot,
    features: FEATURES.map((name) => ({ name, kind: 'text' })),
    rows: evidence.rows,
    python: '3.11.7',
    packages: { 'scikit-learn': '1.7.2', pandas: '2.3.3', joblib: '1.5.2' },
    artifactSha256: evidence.artifactSha256,
    trainingMs: 3_412,
    steps: [
      { step: 'staging', startedAt: at(5), endedAt: at(7) },
      { step: 'features', startedAt: at(7), endedAt: at(8) },
      { step: 'training', startedAt: at(8), endedAt: at(14) },
      { step: 'gate', startedAt: at(14), endedAt: at(17) },
    ],
  };
}

function history(evidence: Evidence, state: string, version: number | null): PastRun[] {
  const earlier = [0.981, 0.992, 0.987, 0.996].map((share, index) => ({
    runId: `0199a000-0000-7000-8000-00000000000${index}`,
    startedAt: `2026-10-${10 + index * 5}T06:00:00.000Z`,
    state: index % 2 === 0 ? 'PROMOTED' : 'HELD',
    version: index % 2 === 0 ? index / 2 + 1 : null,
    metrics: Object.fromEntries(
      Object.entries(evidence.candidate.metrics).map(([metric, score]) => [
        metric,
        typeof score === 'number' ? score * share : score,
      ]),
    ),
  }));
  const { metrics } = evidence.candidate;
  const startedAt = '2026-11-24T19:22:05.120Z';
  return [...earlier, { runId: RUN_ID, startedAt, state, version, metrics }];
}

function scoresOf(roc_auc: number) {
  return { roc_auc, accuracy: roc_auc - 0.05 };
}

function at(seconds: number): string {
  return `2026-11-24T19:22:${String(seconds).padStart(2, '0')}.000Z`;
}
