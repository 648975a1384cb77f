import pc from 'picocolors';

import type { GlobalOptions } from './global-options.js';
import type { Terminal } from './terminal.js';

export type Colors = ReturnType<typeof pc.createColors>;

/** How a command speaks: its result on stdout, as text or JSON, and everything else on stderr. */
export class Output {
  readonly terminal: Terminal;
  readonly colors: Colors;
  readonly isJson: boolean;

  constructor(terminal: Terminal, { output, color }: Pick<GlobalOptions, 'output' | 'color'>) {
    this.terminal = terminal;
    this.isJson = output === 'json';
    this.colors = pc.createColors(
      !this.isJson && (color === 'auto' ? terminal.hasColors : color === 'always'),
    );
  }

  /** The one result of a command: `value` as a JSON document, or `text` for a person. */
  result(value: unknown, text: () => string): void {
    this.terminal.out.write(
      this.isJson ? `${JSON.stringify(value, null, 2)}\n` : withLineEnd(text()),
    );
  }

  /** Something to know that is not the result. */
  note(text: string): void {
    this.terminal.err.write(withLineEnd(text));
  }

  /** Something that is likely wrong, but does not stop the command. */
  warn(text: string): void {
    this.note(`${this.colors.yellow('warning')} ${text}`);
  }
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
