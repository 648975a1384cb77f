import { choiceRecipe } from '../../pipeline/candidates.js';
import { canonicalJson } from '../../pipeline/canonical-json.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { textDigest } from '../content-digest.js';

/**
 * sha256 in hex over all that makes a model of a snapshot: code, target, training parameters, what chooses among several
 * candidates, split and serving name.
 * The same snapshot, recipe and policy would give the live version again.
 */
export function recipeDigest(spec: ModelSpec, codeDigest: string): string {
  const { entity, task, target, training, split, publication } = spec;
  // A model file that names no task has the digest that it had before there was one to name.
  const learnt = task === undefined ? { target } : { task, target };
  const recipe = { codeDigest, entity, ...learnt, training, split, publication };
  return textDigest(canonicalJson({ ...recipe, ...choiceRecipe(spec) }));
}
