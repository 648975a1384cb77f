import type { FailureType } from '../pipeline/failure-types.js';

/**
 * A step cannot go on, and trying again would not help: the model folder, the data or the ledger has to change first.
 * The message is for the person who has to change it; it holds no row values and nothing secret.
 */
export class StepProblem extends Error {
  override readonly name = 'StepProblem';
  readonly type: FailureType;

  constructor(type: FailureType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}
