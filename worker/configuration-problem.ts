/** The Worker cannot start as it is configured. Names every problem at once; never the value of a secret. */
export class ConfigurationProblem extends Error {
  override readonly name = 'ConfigurationProblem';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The Worker's configuration has ${problems.length} problem(s): ${problems.join(' | ')}`);
    this.problems = problems;
  }
}
