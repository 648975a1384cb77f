import type { ModelSpec } from '../pipeline/model-spec.js';
import type { Step } from '../pipeline/step.js';

/** What each step does for this model, in a line that the Web UI shows beside the Activity (it cuts at 120 characters). */
export function stepPurposes(spec: ModelSpec): Readonly<Record<Step, string>> {
  const { sources, features = 'features.sql', entity, training, publication } = spec;
  return {
    staging: `load ${Object.keys(sources).join(', ')} into run-scoped tables`,
    features: `build the features by ${features}, split by ${entity}`,
    training:
      'procedure' in training
        ? `call ${training.procedure}, at most ${training.timeout}`
        : `fit build(params) of train.py, at most ${training.timeout}`,
    gate: 'score candidate and champion on the same held-out rows',
    publication: `test the function of the candidate, then point ${publication.function} at it`,
  };
}
