import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { connectTemporal, type Temporal } from '../../client/connect.js';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import type { ReadingActivities } from '../../pipeline/activities.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type { JudgedRun, LedgerQuestion } from '../../pipeline/ledger-reading.js';
import { evidenceOf, evidenceWith, policyOf } from '../support/evidence.js';
import { judgedRunOf } from '../support/judged-run.js';
import { ratchet, type Ran } from '../support/ratchet.js';
import { withStubWorker } from '../support/stub-worker.js';

const { address } = inject('temporal');
const CHAMPION = { roc_auc: 0.8043 };

let temporal: Temporal;
let queues = 0;
let taskQueue = '';
let folder = '';

beforeAll(async () => {
  temporal = await connectTemporal({ address });
  await registerSearchAttributes(temporal);
  folder = mkdtempSync(join(tmpdir(), 'ratchet-policy-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await temporal.close();
});

beforeEach(() => {
  queues += 1;
  taskQueue = `explained-${queues}`;
});

/** Runs a command line while a Worker answers from a ledger of `runs`, two of them a page. */
async function asked(
  runs: readonly JudgedRun[],
  ...argv: readonly string[]
): Promise<Ran & { readonly questions: readonly LedgerQuestion[] }> {
  const questions: LedgerQuestion[] = [];
  const answerFromLedger: ReadingActivities['answerFromLedger'] = (question) => {
    questions.push(question);
    if (question.kind !== 'decisions') throw new Error(`asked for ${question.kind}`);
    const { of, last, offset } = question;
    const found = runs.filter(({ runId, workflowId, model }) =>
      'model' in of ? model === of.model : [runId, workflowId, model].includes(of.run),
    );
    const page = found.slice(offset, offset + Math.min(2, last));
    const next = offset + page.length;
    const isLast = next >= found.length || page.length === last;
    return Promise.resolve({ kind: 'decisions', runs: page, nextOffset: isLast ? null : next });
  };
  const ran = await withStubWorker({ address, taskQueue }, { answerFromLedger }, () =>
    ratchet(...argv, '--address', address, '--task-queue', taskQueue),
  );
  return { ...ran, questions };
}

/** Lines without the gaps of columns. */
function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
}

function policyFile(text: string): string {
  const file = join(folder, `policy-${queues}.yaml`);
  writeFileSync(file, text);
  return file;
}

function runOf(runId: string, evidence: Evidence): JudgedRun {
  return judgedRunOf({ evidence, run: { runId } });
}

const HELD = judgedRunOf({
  evidence: {
    ...evidenceOf({ roc_auc: 0.78 }, CHAMPION),
    comparison: {
      roc_auc: { quantiles: { '0.025': -0.041, '0.975': -0.008 }, probabilityBetter: 0.01 },
    },
  },
  policy: policyOf({ roc_auc: { min: 0.75, maxLoss: 0.01, confidence: 0.95 } }),
});
const LOSS =
  'roc_auc is 0.78, 0.0243 worse than the 0.8043 of version 3 (95 % interval: 0.041 worse to 0.008 worse, better in 1 % of draws); at most 0.01 worse with 95 % confidence is asked for.';

describe('ratchet explain', () => {
  it('tells verdict and reason first, then every rule with its numbers, then what it stands on', async () => {
    const { exitCode, stdout } = await asked([HELD], 'explain', 'telco-churn');

    const lines = linesOf(stdout);
    expect(exitCode).toBe(0);
    expect(lines[0]).toBe('● HELD | telco-churn | the run ended as HELD');
    expect(lines[1]).toBe(
      `run ${HELD.runId} of retrain-telco-churn, 2026-11-24 19:22Z, manual, by ada`,
    );
    expect(lines).toContain(`- ${LOSS}`);
    expect(lines).toContain('roc_auc | 0.78 | 0.8043 | +0.03 | at least 0.75 | ✔ passed');
    expect(lines).toContain(
      '-0.0143 | -0.041 to -0.008 (95 %) | at most 0.01 worse with 95 % confidence | ● held',
    );
    expect(lines).toContain('✔ roc_auc is 0.78, at least 0.75.');
    expect(lines).toContain(`● ${LOSS}`);
    expect(lines).toContain(
      'Judged on 1,409 held-out rows, 374 of them positive, the same for the champion (version 3).',
    );
    expect(lines).toContain('decided | 2026-11-24T19:22:07.000Z');
    expect(lines).toContain(`policy | ${HELD.decision?.policyDigest}`);
    expect(lines).toContain(`evidence | ${HELD.evidenceDigest}`);
  });

  it('writes all of it as JSON', async () => {
    const { stdout } = await asked([HELD], 'explain', HELD.runId, '-o', 'json');

    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      run: { runId: HELD.runId, model: 'telco-churn', state: 'HELD', startedBy: 'ada' },
      verdict: 'held',
      reasons: [LOSS],
      rules: expect.arrayContaining([
        {
          subject: 'roc_auc',
          rule: 'at most 0.01 worse with 95 % confidence',
          candidate: 0.78,
          champion: 0.8043,
          margin: -0.0143,
          interval: { confidence: 0.95, low: -0.041, high: -0.008, probabilityBetter: 0.01 },
          result: 'held',
          reason: LOSS,
        },
      ]),
      champion: { version: 3, notComparable: null },
      heldOutRows: 1409,
      policyDigest: HELD.decision?.policyDigest,
      evidenceDigest: HELD.evidenceDigest,
      recipe: { params: { n_estimators: 200 } },
      problems: [],
    });
  });

  it('explains a run whose data was refused, and one of before decisions were recorded', async () => {
    const reasons = ['Every row of AGE is older than 7d.'];
    const refused = judgedRunOf({ run: { evidence: null, evidenceDigest: null } });
    const decision = refused.decision && { ...refused.decision, evidenceDigest: null };
    const older = judgedRunOf({
      run: { runId: 'older', decision: null, state: 'REJECTED', reasons },
    });

    const ofRefused = await asked([{ ...refused, decision }], 'explain', refused.runId);
    const ofOlder = await asked([older], 'explain', 'older');

    expect(ofRefused.stdout).toContain('Judged on the data; nothing was trained.');
    expect(linesOf(ofOlder.stdout)[0]).toContain('✘ REJECTED');
    expect(ofOlder.stdout).toContain(`  - ${reasons[0]}`);
    expect(ofOlder.stdout).toContain('This run was judged before decisions were recorded');
  });

  it('says when the ledger was changed by hand', async () => {
    const evidence = HELD.evidence?.replace('0.78', '0.99') ?? null;

    const { stdout } = await asked([{ ...HELD, evidence }], 'explain', HELD.runId);

    expect(stdout).toContain('✘ The evidence does not fit its digest: somebody changed it.');
  });

  it('says so when there is no such run, or it was not judged', async () => {
    const { exitCode, stderr } = await asked([], 'explain', 'nothing-of-that-name');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('No run of a model "nothing-of-that-name"');
  });

  it('tells why the ledger could not be read', async () => {
    const refused = ApplicationFailure.nonRetryable('not granted', 'SnowflakeStatement');
    const answerFromLedger = () => Promise.reject(refused);

    const { exitCode, stderr } = await withStubWorker(
      { address, taskQueue },
      { answerFromLedger },
      () => ratchet('explain', 'telco-churn', '--address', address, '--task-queue', taskQueue),
    );

    expect(exitCode).toBe(5);
    expect(stderr).toContain('Could not read the ledger. SnowflakeStatement: not granted\n');
  });
});

describe('ratchet gate test', () => {
  const RUNS = [
    runOf('run-4', evidenceWith()),
    runOf('run-3', evidenceOf({ roc_auc: 0.78 })),
    runOf('run-2', evidenceOf({ roc_auc: 0.74 })),
    runOf('run-1', evidenceOf({ roc_auc: 0.7 })),
  ];

  it('shows which verdicts flip, and the rule that makes them', async () => {
    const file = policyFile('rules: { roc_auc: { min: 0.72, suspiciousAbove: 0.8 } }\n');

    const ran = await asked(RUNS, 'gate', 'test', 'telco-churn', '--policy', file);

    const lines = linesOf(ran.stdout);
    expect(ran.exitCode).toBe(0);
    expect(lines.slice(1, 5)).toEqual([
      'run-4 | 2026-11-24 19:22Z | PROMOTED | passed → rejected | flips | roc_auc: not above 0.8',
      'run-3 | 2026-11-24 19:22Z | PROMOTED | passed',
      'run-2 | 2026-11-24 19:22Z | REJECTED | rejected → passed | flips | no longer roc_auc: at least 0.75',
      'run-1 | 2026-11-24 19:22Z | REJECTED | rejected',
    ]);
    expect(lines.at(-2)).toMatch(/^2 of 4 verdicts flip under .*\(policy [0-9a-f]{12}\)\.$/);
    expect(ran.questions).toMatchObject([
      { last: 50, offset: 0 },
      { last: 48, offset: 2 },
    ]);
  });

  it('says what cannot be told, takes a whole model.yaml, and writes JSON', async () => {
    const file = policyFile(
      [
        'name: telco-churn',
        'entity: CUSTOMERID',
        'target: CHURNVALUE',
        'sources: { customers: { table: RAW } }',
        'gate:',
        '  rules: { roc_auc: { min: 0.75 } }',
        '  slices: [{ by: CONTRACT, rules: { roc_auc: { min: 0.7 } } }]',
        'publication: { function: PREDICT_CHURN }',
      ].join('\n'),
    );
    const argv = ['gate', 'test', '--policy', file, '--last', '2'] as const;

    const text = await asked(RUNS, ...argv);
    const json = await asked(RUNS, ...argv, '-o', 'json');

    expect(linesOf(text.stdout)[1]).toBe(
      'run-4 | 2026-11-24 19:22Z | PROMOTED | passed → cannot be told | nobody measured slices by CONTRACT',
    );
    expect(text.stdout).toContain('0 of 2 verdicts flip');
    expect(JSON.parse(json.stdout)).toMatchObject({
      schemaVersion: 1,
      model: 'telco-churn',
      flips: 0,
      runs: [
        { runId: 'run-4', before: 'passed', after: null, flip: 'unknown' },
        { runId: 'run-3', unmeasured: ['slices by CONTRACT'] },
      ],
    });
  });

  it('asks for the name of the model, which a policy by itself does not tell', async () => {
    const file = policyFile('rules: { roc_auc: { min: 0.72 } }\n');

    const { exitCode, stderr } = await asked(RUNS, 'gate', 'test', '--policy', file);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(`npx ratchet gate test MODEL --policy ${file}`);
  });

  it.each([
    ['rules: { roc_auc: { min: 0.8, max: 0.7 } }\n', ':1:'],
    ['rules:\n  roc_acu: { min: 0.8 }\n', ':2:3  rules.roc_acu  found the metric "roc_acu"'],
    ['rules:\n  roc_auc: { mim: 0.8 }\n', ':2:14  rules.roc_auc.mim  found the key "mim"'],
    ['rules: {}\n', 'at least one rule'],
  ])('refuses the policy %j with its line', async (text, message) => {
    const file = policyFile(text);

    const { exitCode, stderr } = await asked(RUNS, 'gate', 'test', 'x', '--policy', file);
    const ofModel = await asked(RUNS, 'gate', 'test', 'telco-churn', '--policy', file);

    expect(exitCode).toBe(2);
    expect(ofModel.exitCode).toBe(2);
    expect(ofModel.stderr).toContain(message);
    expect(stderr).not.toBe('');
  });

  it('refuses a policy of another task, though the data of the last run were refused', async () => {
    const refused = judgedRunOf({ run: { runId: 'run-5', evidence: null, evidenceDigest: null } });
    const file = policyFile('rules: { rmse: { max: 3 } }\n');

    const { exitCode, stderr } = await asked(
      [refused, ...RUNS],
      'gate',
      'test',
      'telco-churn',
      '--policy',
      file,
    );

    expect(exitCode).toBe(2);
    expect(stderr).toContain('rmse');
  });
});

describe('ratchet runs', () => {
  const A = judgedRunOf({
    evidence: evidenceOf({ roc_auc: 0.8, log_loss: 0.45 }),
    run: { runId: 'run-a' },
  });
  const B = judgedRunOf({
    evidence: {
      ...evidenceOf({ roc_auc: 0.82, log_loss: 0.44 }),
      rows: { train: 5183, validation: 731, test: 1486 },
    },
    recipe: {
      params: { n_estimators: 400, max_depth: 8 },
      features: [{ name: 'TENUREMONTHS', kind: 'number' }],
      packages: { 'scikit-learn': '1.9.2' },
    },
    run: { runId: 'run-b' },
  });

  it('compares two runs part by part', async () => {
    const { exitCode, stdout } = await asked([A, B], 'runs', 'compare', 'run-a', 'run-b');

    const lines = linesOf(stdout);
    expect(exitCode).toBe(0);
    expect(lines[1]).toBe(
      'B | run-b | telco-churn | 2026-11-24 19:22Z | by ada | ✔ PASSED | PROMOTED, version 2',
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'roc_auc | 0.8 | 0.82 | +0.02 better',
        'log_loss | 0.45 | 0.44 | -0.01 better',
        'train | 4,930 | 5,183 | +253',
        'n_estimators | 200 | 400',
        'max_depth | 8',
        'CONTRACT | text',
        'scikit-learn | 1.9.1 | 1.9.2',
        'staging | 1.5 s | 1.5 s',
        'whole run | 9.5 s | 9.5 s',
      ]),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^code \| c{12} \| c{12} \| the same$/));
  });

  it('writes the comparison as JSON', async () => {
    const argv = ['runs', 'compare', 'run-a', 'run-b', '-o', 'json'] as const;

    const { stdout } = await asked([A, B], ...argv);

    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      a: { runId: 'run-a', verdict: 'passed' },
      b: { runId: 'run-b', verdict: 'passed' },
      sameSnapshot: true,
      metrics: [
        { metric: 'roc_auc', a: 0.8, b: 0.82, delta: 0.02, direction: 'higher', better: 'b' },
        { metric: 'log_loss', a: 0.45, b: 0.44, delta: -0.01, direction: 'lower', better: 'b' },
      ],
      features: [{ name: 'CONTRACT', a: 'text', b: null }],
      packages: [{ name: 'scikit-learn', a: '1.9.1', b: '1.9.2' }],
      problems: [],
    });
  });

  it('lists the judged runs of a model', async () => {
    const { stdout, questions } = await asked([B, A], 'runs', 'list', 'telco-churn', '--last', '2');

    expect(linesOf(stdout).slice(0, 3)).toEqual([
      'run id | started | verdict | ended as | version | roc_auc | by',
      'run-b | 2026-11-24 19:22Z | ✔ PASSED | PROMOTED | 2 | 0.82 | ada',
      'run-a | 2026-11-24 19:22Z | ✔ PASSED | PROMOTED | 2 | 0.8 | ada',
    ]);
    expect(questions).toMatchObject([{ of: { model: 'telco-churn' }, last: 2 }]);
  });

  it('refuses a number of runs that is none', async () => {
    const { exitCode, stderr } = await ratchet('runs', 'list', 'telco-churn', '--last', 'all');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('Found --last all, expected a whole number from 1 to 1000.');
  });
});
