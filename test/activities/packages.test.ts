import { describe, expect, it } from 'vitest';

import { packageRequirements, pinnedPackages } from '../../activities/procedures/packages.js';

describe('packageRequirements', () => {
  it('lets later lists replace packages of the same name', () => {
    const pinned = pinnedPackages({ 'scikit-learn': '1.9.1', joblib: '1.5.2' });

    expect(packageRequirements(['pandas', 'scikit_learn', 'joblib'], pinned)).toEqual([
      'joblib==1.5.2',
      'pandas',
      'scikit-learn==1.9.1',
    ]);
  });
});
