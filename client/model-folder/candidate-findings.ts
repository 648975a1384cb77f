import { canonicalJson } from '../../pipeline/canonical-json.js';
import { candidatePlan, candidateRecipe } from '../../pipeline/candidates.js';
import type { EstimatorTraining, ModelSpec } from '../../pipeline/model-spec.js';
import type { Finding } from './zod-findings.js';

/** What is wrong with the candidates of a model, each of which is right by itself. */
export function candidateFindings({ training }: Pick<ModelSpec, 'training'>): Finding[] {
  if ('procedure' in training) return [];
  const plan = candidatePlan({ training });
  return plan === null ? idleParallel(training) : equalCandidates(training, plan.names);
}

function idleParallel({ parallel }: EstimatorTraining): Finding[] {
  if (parallel === undefined) return [];
  return [
    {
      path: ['training', 'parallel'],
      isKey: true,
      found: `parallel ${parallel} for one candidate`,
      expected: 'candidates beside it',
      advice: 'It says how many candidates may be trained at once: name some, or leave it out.',
    },
  ];
}

/** Two that are made alike are one, which would be trained twice. */
function equalCandidates(training: EstimatorTraining, names: readonly string[]): Finding[] {
  const first = new Map<string, string>();
  return names.flatMap((name): Finding[] => {
    const { build, params } = candidateRecipe(training, name);
    const recipe = canonicalJson({ build, params });
    const before = first.get(recipe);
    first.set(recipe, before ?? name);
    if (before === undefined) return [];
    return [
      {
        path: ['training', 'candidates', name],
        besides: ['training', 'candidates', before],
        isKey: true,
        found: `the same build and params as of ${before}`,
        expected: 'a candidate that differs',
        advice: 'Shared params count as well: give it some of its own, or another build.',
      },
    ];
  });
}
