/** Temporal's search attributes of a run, each as one of its typed keys: columns and filters of the Web UI's list. */
export const SEARCH_ATTRIBUTES = {
  model: { name: 'MlModel', type: 'KEYWORD' },
  trigger: { name: 'MlTrigger', type: 'KEYWORD' },
  step: { name: 'MlStep', type: 'KEYWORD' },
  outcome: { name: 'MlOutcome', type: 'KEYWORD' },
  version: { name: 'MlVersion', type: 'INT' },
  primaryMetric: { name: 'MlPrimaryMetric', type: 'DOUBLE' },
} as const;
