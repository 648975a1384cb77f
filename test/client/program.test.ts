import { describe, expect, it } from 'vitest';

import { ratchet } from '../support/ratchet.js';

describe('ratchet', () => {
  it('explains itself with exit codes', async () => {
    const { exitCode, stdout, stderr } = await ratchet('--help');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('10 the gate kept the champion');
  });

  it.each([
    [['rum', 'churn'], "error: unknown command 'rum'\n(Did you mean run?)\n"],
    [['run'], "error: missing required argument 'model'\n"],
    [['run', 'churn', '--folow'], "error: unknown option '--folow'\n(Did you mean --follow?)\n"],
    [
      ['status', '-o', 'yaml'],
      "error: option '-o, --output <format>' argument 'yaml' is invalid. Allowed choices are text, json.\n",
    ],
    [['dev', '--ui-port', '80a'], 'Found the port "80a", expected a number from 0 to 65535.\n'],
  ])('refuses %j with 2', async (argv, stderr) => {
    expect(await ratchet(...argv)).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  it('exits with 3 and names the address where no Temporal server answers', async () => {
    const { exitCode, stderr } = await ratchet('status', '--address', '127.0.0.1:1');

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^No Temporal server answers at 127\.0\.0\.1:1 .* Start one with npx ratchet dev/,
    );
  });

  it('puts an error into JSON where JSON was asked for, beside the text for a person', async () => {
    const { exitCode, stdout, stderr } = await ratchet('run', 'nothing-here', '-o', 'json');

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^No model "nothing-here"/);
    expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 2, message: stderr.trimEnd() } });
  });

  it.each([
    [['rum', 'churn', '-o', 'json']],
    [['-o', 'json', 'run']],
    [['status', '--al', '-o', 'json']],
  ])('puts what is wrong with %j into JSON too', async (argv) => {
    const { exitCode, stdout, stderr } = await ratchet(...argv);

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 2, message: stderr.trimEnd() } });
  });

  it('shows in the help of a command what every command takes', async () => {
    const { stdout } = await ratchet('run', '--help');

    expect(stdout).toContain('--source <name=path>');
    expect(stdout).not.toContain('(default: [])');
    expect(stdout).toMatch(/^Global Options:\n +-o, --output <format>/m);
  });
});
