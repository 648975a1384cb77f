import { execa } from 'execa';
import { describe, expect, it } from 'vitest';

describe('the linter', () => {
  it('refuses an Activity that is called without await', async () => {
    const lint = await execa(
      'node_modules/.bin/oxlint',
      ['--type-aware', '-c', 'test/fixtures/lint/oxlintrc.json', 'test/fixtures/lint'],
      { reject: false },
    );

    expect(lint.exitCode).toBe(1);
    expect(lint.stdout).toContain('no-floating-promises');
    expect(lint.stdout).toContain('recordOutcome(end);');
  });
});
