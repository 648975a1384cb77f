import { candidatePlan, candidateRecipe } from '../pipeline/candidates.js';
import type { ModelSpec } from '../pipeline/model-spec.js';
import type { Step } from '../pipeline/step.js';

/** What each step does for this model, in a line that the Web UI shows beside the Activity (it cuts at 120 characters). */
export function stepPurposes(spec: ModelSpec): Readonly<Record<Step, string>> {
  const { sources, features = 'features.sql', entity, publication } = spec;
  return {
    staging: `load ${Object.keys(sources).join(', ')} into run-scoped tables`,
    features: `build the features by ${features}, split by ${entity}`,
    training: trainingPurpose(spec),
    gate: 'score candidate and champion on the same held-out rows',
    publication: `test the function of the candidate, then point ${publication.function} at it`,
  };
}

function trainingPurpose(spec: ModelSpec): string {
  const { training } = spec;
  const plan = candidatePlan(spec);
  if ('procedure' in training) return `call ${training.procedure}, at most ${training.timeout}`;
  if (plan === null) return `fit build(params) of train.py, at most ${training.timeout}`;
  return `fit ${plan.names.length} candidates of train.py, ${plan.parallel} at once, at most ${training.timeout} each`;
}

/** What the training of one candidate does. Throws a RangeError when the model file names no such candidate. */
export function candidatePurpose({ training }: ModelSpec, name: string): string {
  if ('procedure' in training)
    throw new RangeError(`${training.procedure} has no candidate ${name}`);
  const { build } = candidateRecipe(training, name);
  return `${name}: fit ${build}(params) of train.py, at most ${training.timeout}`;
}
