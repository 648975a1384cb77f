/**
 * The `type` of every ApplicationFailure that Ratchet makes. They stay readable in Temporal even with an encrypting
 * codec, so they never carry data.
 */
export const FAILURE_TYPES = [
  'SnowflakeAuthentication',
  'SnowflakeConnection',
  'SnowflakeTransient',
  'SnowflakeQuota',
  'SnowflakeStatement',
  'SnowflakeTimeout',
  'SnowflakeCancelled',
  'SnowflakeRows',
  'UserCode',
  'SourceData',
  'ModelFolder',
  'ProcedureMissing',
  'ArtifactChanged',
  'LockBroken',
  'Fenced',
  'ResultMissing',
  'VersionConflict',
  'GateNotPassed',
  'ParityMismatch',
  'LedgerCorrupt',
  'InternalError',
  'PayloadsTooLarge',
  'RunClosed',
  'RollbackRefused',
  'LedgerQuestion',
] as const;
export type FailureType = (typeof FAILURE_TYPES)[number];
