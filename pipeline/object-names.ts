import type { Run } from './run.js';

export const FILES_STAGE = 'RATCHET_FILES';
export const CODE_STAGE = 'RATCHET_CODE';
export const ARTIFACTS_STAGE = 'RATCHET_ARTIFACTS';

/**
 * The last 12 hex digits of the run id: the random end of Temporal's id, so that two runs started in the same
 * millisecond differ. It makes object names run-scoped, and a retried step meets its own objects.
 */
export function runKey(run: Pick<Run, 'id'>): string {
  return run.id.replaceAll('-', '').slice(-12);
}

function modelKey(model: string): string {
  return model.replaceAll('-', '_').toUpperCase();
}

/** What the names of a run's objects are made of. */
export type NamedRun = Pick<Run, 'id' | 'model'>;

function runScoped(prefix: string, run: NamedRun): string {
  return `${prefix}_${modelKey(run.model)}_${runKey(run).toUpperCase()}`;
}

export function rawTable(run: NamedRun, source: string): string {
  return `${runScoped('RAW', run)}_${source.toUpperCase()}`;
}

/** How the names of the tables begin that hold a run's sources, with {@link rawTable} and {@link stagedTable}. */
export function sourceTablePrefixes(run: NamedRun): readonly string[] {
  return [`${runScoped('RAW', run)}_`, `${runScoped('STG', run)}_`];
}

export function stagedTable(run: NamedRun, source: string): string {
  return `${runScoped('STG', run)}_${source.toUpperCase()}`;
}

export function featureTable(run: NamedRun): string {
  return runScoped('FEATURES', run);
}

/** What the features file gives, before the split. */
export function featureDraft(run: NamedRun): string {
  return runScoped('DRAFT', run);
}

export function scoresTable(run: NamedRun): string {
  return runScoped('SCORES', run);
}

/** Where a run's uploaded files lie, ending in /. */
export function runFilesLocation(run: NamedRun): string {
  return `@${FILES_STAGE}/${run.model}/${runKey(run)}/`;
}

/** Where a source's uploaded files lie, ending in /. */
export function filesLocation(run: NamedRun, source: string): string {
  return `${runFilesLocation(run)}${source}/`;
}

/** Where code of this digest lies, ending in /. Content-addressed, so that it is never overwritten. */
export function codeLocation(digest: string): string {
  return `@${CODE_STAGE}/${digest.slice(0, 24)}/`;
}

/**
 * Under which a training puts its artifact, in a folder named by the artifact's own sha256. One of several candidates has
 * a place of its own below that of the run.
 */
export function artifactLocation(run: NamedRun, candidate?: string): string {
  const ofRun = `@${ARTIFACTS_STAGE}/${run.model}/${runKey(run)}`;
  return candidate === undefined ? ofRun : `${ofRun}/${candidate}`;
}

/**
 * Where the report on a run lies, ending in /: with the artifact, so that it stays as long; in a folder that no candidate
 * is named like.
 */
export function reportLocation(run: NamedRun): string {
  return `${artifactLocation(run)}/REPORT/`;
}

/** A stored procedure of Ratchet, named by the code it holds. */
export function sprocName(
  purpose: 'FEATURES' | 'TRAIN' | 'ADOPT' | 'EVALUATE' | 'CLAIM' | 'SWITCH' | 'SERVE',
  digest: string,
): string {
  return `RATCHET_${purpose}_${digest.slice(0, 12).toUpperCase()}`;
}

/** The companion of a serving function that gives the probability of the positive class. */
export function probabilityFunction(servingFunction: string): string {
  return `${servingFunction}_PROBA`;
}

/** What stands before and after the number in the names of a run's immutable functions. */
export function aroundVersion(servingFunction: string, run: Run): readonly [string, string] {
  return [`${servingFunction}__V`, `_${runKey(run).toUpperCase()}`];
}

/** The immutable function of one version; the run in the name keeps two ledgers on one schema apart. */
export function versionedFunction(servingFunction: string, version: number, run: Run): string {
  return aroundVersion(servingFunction, run).join(String(version));
}
