import type { Step } from './step.js';

/** A statement that a run would send. */
export interface PlannedStatement {
  /** `end`: what closes the run, after its last step. */
  readonly step: Step | 'end';
  readonly sql: string;
  /** For the places of the statement. */
  readonly values: readonly (string | number | boolean | null)[];
}

/** An object that a run would make, if it is not there. */
export interface PlannedObject {
  readonly step: PlannedStatement['step'];
  /** For example TABLE or FUNCTION. */
  readonly kind: string;
  readonly name: string;
}

/** What a run of a model would do that is promoted, with {@link PLACEHOLDERS} for what only the run knows. */
export interface RetrainingPlan {
  readonly model: string;
  /** The number that it would get, unless another run takes it first. */
  readonly version: number;
  /** The version that is live, by the ledger: its champion; null for a first run. */
  readonly liveVersion: number | null;
  /** In the order in which they are sent. */
  readonly statements: readonly PlannedStatement[];
  readonly objects: readonly PlannedObject[];
}

/** What stands in a plan for things that only the run will know. */
export const PLACEHOLDERS = {
  run: 'THIS_RUN',
  database: 'THIS_DATABASE',
  schema: 'THIS_SCHEMA',
  column: 'EVERY_OTHER_COLUMN',
  snapshot: 'THIS_SNAPSHOT',
  queryId: 'THIS_QUERY_ID',
  folder: '/THIS_FOLDER',
} as const;

const CREATES =
  /^CREATE (?:OR REPLACE )?(?:TRANSIENT )?(TABLE|STAGE|FILE FORMAT|PROCEDURE|FUNCTION) (?:IF NOT EXISTS )?("(?:[^"]|"")+"|\S+)/;

/** The objects that statements make, each once. */
export function plannedObjects(statements: readonly PlannedStatement[]): readonly PlannedObject[] {
  const objects = new Map<string, PlannedObject>();
  for (const { step, sql } of statements) {
    const [, kind, name] = CREATES.exec(sql) ?? [];
    if (kind === undefined || name === undefined) continue;
    const key = `${kind} ${name}`;
    const plain = name.replace(/^"(.*)"$/, '$1').replace(/\($/, '');
    if (!objects.has(key)) objects.set(key, { step, kind, name: plain });
  }
  return [...objects.values()];
}
