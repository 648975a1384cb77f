/** Temporal search attributes of a run, by name and type: columns and filters of the Web UI's list. */
export const SEARCH_ATTRIBUTES = {
  MlModel: 'KEYWORD',
  MlStep: 'KEYWORD',
  MlOutcome: 'KEYWORD',
  MlTrigger: 'KEYWORD',
  MlVersion: 'INT',
  MlPrimaryMetric: 'DOUBLE',
} as const;
