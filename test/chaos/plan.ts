import type { MomentName } from './moments.js';

/** What becomes of the runs of a model when nothing disturbs them. */
export type ModelKind = 'promotable' | 'picky' | 'rejected' | 'broken';

/** Something that a person or a Schedule starts. */
export type Start =
  | {
      readonly kind: 'run';
      /** Another recipe: each gives other probabilities. */
      readonly variant: number;
      readonly force: boolean;
    }
  | { readonly kind: 'trigger' }
  | { readonly kind: 'rollback' };

/** One start of a model's script. */
export interface ScriptStep {
  readonly start: Start;
  /** Whether the next step waits for its end; else both are under way together. */
  readonly follow: boolean;
}

export interface PlannedModel {
  readonly name: string;
  readonly kind: ModelKind;
  /** How long `build` takes beside the fitting, so that a fault can meet it. */
  readonly trainingMs: number;
  readonly script: readonly ScriptStep[];
}

/** One of the seed's two Workers, or both of them. */
export type WhichWorkers = 0 | 1 | 'both';

/** What happens at a moment. */
export type Action =
  | { readonly kind: 'cancel' | 'terminate'; readonly model: string }
  | { readonly kind: 'drop-serving' | 'replace-serving'; readonly model: string }
  | { readonly kind: 'maintenance' }
  | { readonly kind: 'kill-worker' | 'stop-worker'; readonly worker: WhichWorkers }
  | { readonly kind: 'freeze-worker'; readonly worker: WhichWorkers; readonly ms: number }
  | { readonly kind: 'restart-temporal' | 'restart-snowflake'; readonly downMs: number };

/** When: at the request of a kind that comes after `skip` others of it. */
export interface PlannedMoment {
  readonly name: MomentName;
  readonly skip: number;
  /** Before the server gets it, or after it has answered and before the Worker hears of it. */
  readonly at: 'before' | 'after';
}

/** An action while a request waits in the proxy. */
export interface Disturbance {
  readonly moment: PlannedMoment;
  readonly action: Action;
}

/** What the network between makes of requests and answers. */
export const NETWORK_EFFECTS = [
  'status-503',
  'status-429',
  'status-500',
  'status-403',
  'html',
  'empty',
  'reset-before',
  'reset-after',
  'drop-after',
  'truncate',
  'delay',
  'hang-before',
  'hang-after',
  'duplicate',
  'session-gone',
] as const;

/** Answers that look like Snowflake's own, or are: all of them come with status 200. */
export const ANSWER_EFFECTS = [
  'throttled',
  'lock-wait',
  'warehouse-suspended',
  'no-package',
  'empty-success',
  'late-token',
] as const;

export const EFFECTS = [...NETWORK_EFFECTS, ...ANSWER_EFFECTS] as const;
export type EffectName = (typeof EFFECTS)[number];

/** A fault of the network or of Snowflake's front end. */
export interface PlannedFault {
  readonly moment: Omit<PlannedMoment, 'at'>;
  readonly effect: EffectName;
  readonly times: number;
}

/** All that a seed says. */
export interface Plan {
  readonly seed: number;
  readonly models: readonly PlannedModel[];
  readonly disturbances: readonly Disturbance[];
  readonly faults: readonly PlannedFault[];
}
