import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { DevEnvironment } from '../../client/dev/dev-environment.js';
import { aborted, whileRunning } from '../../client/dev/while-running.js';
import { Output } from '../../client/output.js';
import type { Terminal } from '../../client/terminal.js';
import { Latch } from '../support/latch.js';

/** A terminal whose Ctrl-C is pressed by the test. */
function pressableTerminal() {
  const listeners = new Set<(interrupt: 'SIGINT') => void>();
  const err = new PassThrough();
  const terminal: Terminal = {
    out: new PassThrough(),
    err,
    screen: null,
    hasColors: false,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const pressCtrlC = () => {
    for (const listener of listeners) listener('SIGINT');
  };
  return { terminal, err, pressCtrlC };
}

/** Servers that stop when the test lets them, or at once when they are killed. */
function slowEnvironment() {
  const gone = new Latch();
  const kill = vi.fn(() => gone.open());
  const environment: DevEnvironment = {
    urls: { temporal: '', webUi: '', snowflake: '', logs: '' },
    env: {},
    died: new AbortController().signal,
    stop: () => gone.opened,
    kill,
  };
  return { environment, kill, letStop: () => gone.open() };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('whileRunning', () => {
  it('takes a Ctrl-C that npx passes on beside the terminal for the one that it is', async () => {
    const { terminal, err, pressCtrlC } = pressableTerminal();
    const { environment, kill, letStop } = slowEnvironment();
    const output = new Output(terminal, { output: 'text', color: 'never' });
    const ended = whileRunning(environment, output, aborted);

    pressCtrlC();
    vi.setSystemTime(Date.now() + 20);
    pressCtrlC();
    letStop();

    expect(await ended).toBe(false);
    expect(kill).not.toHaveBeenCalled();
    err.end();
    expect(await text(err)).toBe('\nStopping; Ctrl-C again ends at once.\n');
  });

  it('ends everything at once at a second Ctrl-C', async () => {
    const { terminal, pressCtrlC } = pressableTerminal();
    const { environment, kill } = slowEnvironment();
    const output = new Output(terminal, { output: 'text', color: 'never' });
    const ended = whileRunning(environment, output, aborted);

    pressCtrlC();
    vi.setSystemTime(Date.now() + 1_000);
    pressCtrlC();

    expect(await ended).toBe(false);
    expect(kill).toHaveBeenCalledOnce();
  });
});
