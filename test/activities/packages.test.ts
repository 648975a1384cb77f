import { describe, expect, it } from 'vitest';

import { lockedEnvironment, packageRequirements } from '../../activities/procedures/packages.js';

describe('packageRequirements', () => {
  it('lets later lists replace packages of the same name', () => {
    const pinned = ['joblib==1.5.2', 'scikit-learn==1.9.1'];

    expect(packageRequirements(['pandas', 'scikit_learn', 'joblib'], pinned)).toEqual([
      'joblib==1.5.2',
      'pandas',
      'scikit-learn==1.9.1',
    ]);
  });
});

describe('lockedEnvironment', () => {
  it('names the Python and the exact packages of the training', () => {
    const trained = { python: '3.12', packages: { 'scikit-learn': '1.9.1', joblib: '1.5.2' } };

    expect(lockedEnvironment(trained)).toEqual({
      pythonVersion: '3.12',
      packages: ['joblib==1.5.2', 'scikit-learn==1.9.1'],
    });
    expect(lockedEnvironment(trained, ['pandas', 'joblib']).packages).toEqual([
      'joblib==1.5.2',
      'pandas',
      'scikit-learn==1.9.1',
    ]);
  });
});
