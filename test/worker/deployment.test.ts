import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { ConfigurationProblem } from '../../worker/configuration-problem.js';
import { deploymentOptions } from '../../worker/deployment.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-bundle-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function versionOf(code: string, buildId: string | null = null): string {
  const bundle = join(folder, 'workflow-bundle.js');
  writeFileSync(bundle, code);
  const options = deploymentOptions({ name: 'ratchet', buildId }, { bundle });
  expect(options).toMatchObject({ useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' });
  return options.version.buildId;
}

it('is named by the digest of the Workflow code', () => {
  const digest = createHash('sha256').update('code').digest('hex');

  expect(versionOf('code')).toBe(digest.slice(0, 12));
  expect(versionOf('other code')).not.toBe(versionOf('code'));
});

it('is named by the build id when there is one', () => {
  expect(versionOf('code', '1.4.2')).toBe('1.4.2');
});

it('needs a build id when the Workflow code is not built', () => {
  expect(() => deploymentOptions({ name: 'ratchet', buildId: null }, { module: 'x.ts' })).toThrow(
    ConfigurationProblem,
  );
});
