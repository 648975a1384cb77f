import { z } from 'zod';

import { DURATION_PATTERN } from './duration.js';
import type { ModelSpec } from './model-spec.js';
import { jsonBytes, MAX_REQUEST_BYTES, MAX_SPEC_BYTES } from './payload-size.js';
import { RETRAINING_TRIGGERS, type RetrainingTrigger } from './run.js';

/** A commit of git, and whether the files were not those of it. */
export const GIT_COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})(?:-dirty)?$/;

/** The largest model folder (all its code files together) that a Workflow input carries, in bytes. */
export const MAX_CODE_BYTES = 256 * 1024;

/**
 * Everything that a run needs to know, frozen when it starts: editing the folder while a run goes on changes nothing,
 * and a retry cannot loosen the gate.
 */
export interface RetrainingRequest {
  readonly spec: ModelSpec;
  /** The folder's code by file name: features.sql or features.py, train.py, and any module beside them. */
  readonly code: Readonly<Record<string, string>>;
  /** sha256 over names and bytes of `code`, hex. */
  readonly codeDigest: string;
  /** sha256 over the canonical JSON of `spec.gate`, hex. */
  readonly policyDigest: string;
  /** The commit that the folder stood at, with `-dirty` when it differed from that; null when there was none. */
  readonly gitCommit?: string | null;
  readonly trigger: RetrainingTrigger;
  readonly startedBy: string;
  readonly reason: string | null;
  /** Train even when data, code and policy are those of the live version. */
  readonly force: boolean;
}

/** The SELECT of features.sql, or null when the features are Snowpark code in features.py. */
export function featuresSqlOf({
  spec,
  code,
}: Pick<RetrainingRequest, 'spec' | 'code'>): string | null {
  return spec.features === 'features.py' ? null : (code['features.sql'] ?? null);
}

/** Each is an Activity that the Workflow begins. */
const readableCandidates = z
  .record(z.string(), z.object({ build: z.string(), params: z.record(z.string(), z.unknown()) }))
  .refine((all) => Object.keys(all).length > 0, 'some candidates');

/** What the Workflow itself reads of a request; the first Activity checks the whole of it. */
const readableRequest = z.object({
  spec: z.object({
    name: z.string(),
    description: z.string(),
    entity: z.string(),
    target: z.object({ column: z.string() }),
    sources: z.record(z.string(), z.unknown()),
    training: z.object({
      timeout: z.string().regex(DURATION_PATTERN),
      candidates: readableCandidates.optional(),
      parallel: z.int().min(1).optional(),
    }),
    gate: z.object({
      rules: z.record(z.string(), z.record(z.string(), z.unknown())),
      leakage: z.object({ maxDuplicateRowsShare: z.number() }),
    }),
    publication: z.object({ function: z.string() }),
  }),
  code: z.record(z.string(), z.string()),
  codeDigest: z.string(),
  policyDigest: z.string(),
  trigger: z.enum(RETRAINING_TRIGGERS),
  startedBy: z.string(),
  reason: z.string().nullable(),
  force: z.boolean(),
});

/** Why the Workflow cannot even begin with this, in words; null when it can. */
export function requestProblem(request: unknown): string | null {
  const read = readableRequest.safeParse(request);
  if (!read.success) return z.prettifyError(read.error);
  const { spec } = z.object({ spec: z.unknown() }).parse(request);
  return tooLarge('The spec', spec, MAX_SPEC_BYTES) ?? tooLarge('It', request, MAX_REQUEST_BYTES);
}

function tooLarge(what: string, value: unknown, maxBytes: number): string | null {
  const bytes = jsonBytes(value);
  return bytes <= maxBytes ? null : `${what} takes ${bytes} bytes, expected at most ${maxBytes}.`;
}
