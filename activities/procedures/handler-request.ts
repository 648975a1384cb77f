import type { FeatureTable } from '../../pipeline/features.js';
import { taskOf, type ModelSpec } from '../../pipeline/model-spec.js';
import type { Run } from '../../pipeline/run.js';
import { quoted } from '../snowflake/identifier.js';

/** What every handler that works on the feature table is told. */
export function handlerRequest(run: Run, spec: ModelSpec, featureTable: FeatureTable) {
  return {
    run: { id: run.id, model: run.model },
    entity: spec.entity,
    target: { column: spec.target.column, positive: spec.target.positive ?? null },
    task: taskOf(spec),
    cost: spec.gate.cost ?? null,
    metrics: spec.gate.metrics ?? {},
    features: featureTable.features,
    table: quoted(featureTable.table),
    runsTable: quoted('RUNS'),
    trainingsTable: quoted('TRAININGS'),
    seed: 'seed' in spec.training ? spec.training.seed : 0,
  };
}
