import { describe, expect, it } from 'vitest';

import { guessedWebUiUrl, runUrl } from '../../client/web-ui.js';

describe('guessedWebUiUrl', () => {
  it.each([
    ['localhost:7233', 'http://localhost:8233'],
    ['127.0.0.1:40000', 'http://localhost:41000'],
    ['localhost', 'http://localhost:8233'],
    ['team.a2dd6.tmprl.cloud:7233', 'https://cloud.temporal.io'],
    ['temporal.example:7233', null],
  ])('of %s is %s', (address, url) => {
    expect(guessedWebUiUrl(address)).toBe(url);
  });
});

describe('runUrl', () => {
  it('escapes what stands in a path', () => {
    const temporal = { webUiUrl: 'http://localhost:8233', namespace: 'a/b' };

    expect(runUrl(temporal, 'retrain-churn-2026-11-24T06:00:00Z', 'r1')).toBe(
      'http://localhost:8233/namespaces/a%2Fb/workflows/retrain-churn-2026-11-24T06%3A00%3A00Z/r1',
    );
  });

  it('is null when the Web UI is not known', () => {
    expect(runUrl({ webUiUrl: null, namespace: 'default' }, 'w', 'r')).toBeNull();
  });
});
