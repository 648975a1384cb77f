import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { gitCommitOf } from '../../client/model-folder/git-commit.js';
import { GIT_COMMIT } from '../../pipeline/retraining-request.js';

let root: string;
let model: string;

function git(...args: readonly string[]): void {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  execFileSync('git', ['-C', root, ...who, ...args], { stdio: 'ignore' });
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ratchet-git-'));
  model = join(root, 'models', 'churn');
  mkdirSync(model, { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true }));

describe('gitCommitOf', () => {
  it('is none outside of a repository, and before its first commit', () => {
    expect(gitCommitOf(model)).toBeNull();
    git('init');
    expect(gitCommitOf(model)).toBeNull();
  });

  it('is the commit of the folder, dirty when its files are not those', () => {
    writeFileSync(join(model, 'train.py'), 'one');
    git('add', '.');
    git('commit', '-m', 'first');
    const clean = gitCommitOf(model) ?? '';
    expect(clean).toMatch(GIT_COMMIT);

    writeFileSync(join(root, 'README.md'), 'outside of the folder');
    expect(gitCommitOf(model)).toBe(clean);

    writeFileSync(join(model, 'metrics.py'), 'new');
    expect(gitCommitOf(model)).toBe(`${clean}-dirty`);
    expect(gitCommitOf(model)).toMatch(GIT_COMMIT);
  });
});
