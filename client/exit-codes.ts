/** What the shell sees; `GATE_NOT_MET` apart from `RUN_FAILED`, so that CI can tell "not better" from "broke". */
export const EXIT = {
  OK: 0,
  RUN_FAILED: 1,
  BAD_INPUT: 2,
  CANNOT_CONNECT: 3,
  SERVICE: 4,
  SQL: 5,
  GATE_NOT_MET: 10,
  DETACHED: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A problem that the person at the terminal can do something about: shown as its text, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
