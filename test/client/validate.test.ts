import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { enterWorkspace, type Workspace } from '../support/model-folders.js';
import { ratchet } from '../support/ratchet.js';

let workspace: Workspace;
beforeEach(() => {
  workspace = enterWorkspace();
});
afterEach(() => workspace.remove());

describe('ratchet validate', () => {
  it('checks every folder in models/ and says that they are right', async () => {
    workspace.write('churn');
    workspace.write('fraud');

    expect(await ratchet('validate')).toEqual({
      exitCode: 0,
      stdout: '✔ churn\n✔ fraud\n',
      stderr: '',
    });
  });

  it('shows the problems of a wrong folder at their lines and exits with 2', async () => {
    workspace.write('churn', { 'model.yaml': (text) => text.replace('min:', 'mim:') });
    workspace.write('fraud');

    const { exitCode, stdout } = await ratchet('validate');

    expect(exitCode).toBe(2);
    expect(stdout).toBe(
      [
        '✘ churn',
        '  models/churn/model.yaml:9:16  gate.rules.roc_auc.mim  found the key "mim", expected one of min, max, maxLoss, requiredGain, maxRelativeLoss, requiredRelativeGain, suspiciousGain, suspiciousRelativeGain, confidence, suspiciousAbove, suspiciousBelow  Did you mean min?',
        '✔ fraud',
        '',
      ].join('\n'),
    );
  });

  it('warns of source files that are not there, which a Schedule may still find', async () => {
    workspace.write('churn', { 'data/customers.parquet': () => null });

    const { exitCode, stdout } = await ratchet('validate', 'churn');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('✔ churn\n  warning models/churn/model.yaml:6:12');
  });

  it('gives problems as JSON', async () => {
    workspace.write('churn', { 'train.py': () => null });

    const { exitCode, stdout } = await ratchet('validate', '-o', 'json');

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      models: [
        { model: 'churn', errors: [{ path: 'training', found: 'no train.py' }], warnings: [] },
      ],
    });
  });

  it('names a model that is meant when there is none of that name', async () => {
    workspace.write('churn');

    expect(await ratchet('validate', 'chun')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'No model "chun": there is no folder models/chun. Did you mean churn?\n',
    });
  });

  it('says so where there is no models folder', async () => {
    expect(await ratchet('validate')).toMatchObject({
      exitCode: 2,
      stderr: 'There is no models/ folder here, and no model was named.\n',
    });
  });
});
