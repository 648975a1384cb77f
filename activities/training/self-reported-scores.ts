import type { ProcedureTraining } from '../../pipeline/model-spec.js';
import type { Score, Scores } from '../../pipeline/metrics.js';
import { StepProblem } from '../step-problem.js';

/** A text in quotes, which stays as it is, or a word that VARIANTs hold and JSON does not know. */
const TEXT_OR_WORD = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity|inf)\b/g;

/**
 * The scores that a team's procedure returned, by our names. What is no number becomes null, which no rule of the gate
 * passes. Throws UserCode when the procedure returned no object, or none of the keys that model.yaml names.
 */
export function selfReportedScores(training: ProcedureTraining, returned: string | null): Scores {
  const object = parseObject(training.procedure, returned);
  const wanted = Object.entries(training.metrics).map(([metric, key]) => ({ metric, key }));
  if (wanted.length > 0 && !wanted.some(({ key }) => Object.hasOwn(object, key))) {
    const found = Object.keys(object).join(', ');
    const expected = wanted.map(({ key }) => key).join(', ');
    throw unusable(training.procedure, `an object with ${found}`, `one of the keys ${expected}`);
  }
  return Object.fromEntries(
    wanted.map(({ metric, key }) => [
      metric,
      scoreOf(Object.hasOwn(object, key) ? object[key] : null),
    ]),
  );
}

function parseObject(
  procedure: string,
  returned: string | null,
): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse((returned ?? 'null').replaceAll(TEXT_OR_WORD, quoteWord));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw unusable(procedure, 'no JSON object', 'a VARIANT object that holds the scores');
}

function quoteWord(part: string): string {
  return part.startsWith('"') ? part : JSON.stringify(part.replace('inf', 'Infinity'));
}

function scoreOf(value: unknown): Score {
  if (typeof value === 'number') return value;
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? value : null;
}

function unusable(procedure: string, found: string, expected: string): StepProblem {
  return new StepProblem(
    'UserCode',
    `The procedure ${procedure} returned ${found}, expected ${expected}. Compare it with training.metrics in model.yaml.`,
  );
}
