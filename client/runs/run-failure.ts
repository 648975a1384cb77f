import type { WorkflowFailedError } from '@temporalio/client';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/common';
import { z } from 'zod';

import { FAILURE_TYPES, type FailureType } from '../../pipeline/failure-types.js';
import { CliError, EXIT, type ExitCode } from '../exit-codes.js';

/** Why a run has no outcome. */
export interface RunFailure {
  /** A type of Ratchet's, or how Temporal ended the run. */
  readonly type: FailureType | 'Cancelled' | 'Terminated' | 'TimedOut' | 'Unknown';
  readonly message: string;
  /** The Activity that failed, for example `trainCandidate`; null when none did. */
  readonly activity: string | null;
  readonly queryId: string | null;
  readonly exitCode: ExitCode;
  /** What to do about it. */
  readonly advice: string;
}

interface Reading {
  readonly exitCode: ExitCode;
  readonly advice: string;
}

const UNKNOWN: Reading = {
  exitCode: EXIT.RUN_FAILED,
  advice: "The run's page in the Web UI has the stack; the Worker's log has more.",
};

const READINGS: Readonly<Record<RunFailure['type'], Reading>> = {
  SnowflakeAuthentication: {
    exitCode: EXIT.CANNOT_CONNECT,
    advice: "Check the Worker's user, key, role and account (SNOWFLAKE_*, connections.toml).",
  },
  SnowflakeConnection: {
    exitCode: EXIT.CANNOT_CONNECT,
    advice: "Check the Worker's account name and its network, then run again.",
  },
  SnowflakeTransient: {
    exitCode: EXIT.SERVICE,
    advice: 'Snowflake stayed busy or faulty over every retry; run again later.',
  },
  SnowflakeQuota: {
    exitCode: EXIT.SERVICE,
    advice:
      'Raise the quota of the resource monitor or wait for its next period; a Schedule is paused until npx ratchet schedule resume.',
  },
  SnowflakeStatement: {
    exitCode: EXIT.SQL,
    advice:
      'Look the statement up by its query id, mend the SQL, object or privilege, and run again.',
  },
  SnowflakeTimeout: {
    exitCode: EXIT.SQL,
    advice: 'Give it more time (training: timeout) or a larger warehouse.',
  },
  SnowflakeCancelled: {
    exitCode: EXIT.SQL,
    advice: 'Someone cancelled the statement in Snowflake; run again when that was not meant.',
  },
  SnowflakeRows: {
    exitCode: EXIT.SQL,
    advice:
      'The warehouse answered in an unexpected shape; is a table of the ledger changed by hand?',
  },
  UserCode: {
    exitCode: EXIT.RUN_FAILED,
    advice: 'Mend train.py or the features file; the next run takes the changed folder.',
  },
  SourceData: { exitCode: EXIT.RUN_FAILED, advice: 'Mend the source, or name another: --source.' },
  ModelFolder: {
    exitCode: EXIT.BAD_INPUT,
    advice: 'Mend the folder, check it with npx ratchet validate, and run again.',
  },
  ProcedureMissing: {
    exitCode: EXIT.BAD_INPUT,
    advice: 'Create the procedure, or correct training: procedure.',
  },
  ArtifactChanged: {
    exitCode: EXIT.RUN_FAILED,
    advice:
      'A model file is not the one that was judged; nothing serves it. Find who wrote to the stage.',
  },
  LockBroken: {
    exitCode: EXIT.RUN_FAILED,
    advice:
      'The model would run with other packages or features than it was trained with; nothing was published. Run again.',
  },
  Fenced: {
    exitCode: EXIT.RUN_FAILED,
    advice: 'The ledger had closed the run; nothing of it counts. Run again.',
  },
  ResultMissing: {
    exitCode: EXIT.RUN_FAILED,
    advice:
      'The training ended without a result in the ledger, nothing was published. Look at TRAININGS and the query, then run again.',
  },
  VersionConflict: {
    exitCode: EXIT.RUN_FAILED,
    advice: 'Another run published at the same time; run again to be judged against it.',
  },
  GateNotPassed: {
    exitCode: EXIT.RUN_FAILED,
    advice: 'Worker and Workflow judge by different rules: deploy one version of both.',
  },
  ParityMismatch: {
    exitCode: EXIT.RUN_FAILED,
    advice:
      'The function predicts otherwise than the model did when it was judged; compare the packages.',
  },
  LedgerCorrupt: {
    exitCode: EXIT.RUN_FAILED,
    advice:
      'The ledger contradicts itself; nothing was changed. Look at LIVE_VERSION and PROMOTIONS.',
  },
  InternalError: {
    exitCode: EXIT.RUN_FAILED,
    advice:
      "A fault of Ratchet or of the Worker's host. The run's page in the Web UI has the stack: report it.",
  },
  PayloadsTooLarge: {
    exitCode: EXIT.RUN_FAILED,
    advice: 'Have the features give fewer columns, or the gate fewer rules.',
  },
  RunClosed: {
    exitCode: EXIT.RUN_FAILED,
    advice:
      'The ledger had closed the run before it could go live; nothing was published. Run again.',
  },
  RollbackRefused: {
    exitCode: EXIT.BAD_INPUT,
    advice: 'Nothing was changed.',
  },
  LedgerQuestion: {
    exitCode: EXIT.BAD_INPUT,
    advice: 'Client and Worker are of different versions: deploy one version of both.',
  },
  Cancelled: { exitCode: EXIT.RUN_FAILED, advice: 'Nothing was published; run again any time.' },
  Terminated: {
    exitCode: EXIT.RUN_FAILED,
    advice:
      'It could not clean up. Maintenance ends its statement within minutes; at once: npx ratchet maintenance run.',
  },
  TimedOut: {
    exitCode: EXIT.RUN_FAILED,
    advice: 'Was a Worker running? Look at the run, and run again.',
  },
  Unknown: UNKNOWN,
};

const detailsSchema = z.object({ queryId: z.string().nullish() });

/** Reads the error that a Workflow ended with. */
export function runFailure(error: Error): RunFailure {
  const activity = error instanceof ActivityFailure ? error.activityType : null;
  const cause = activity !== null && error.cause instanceof Error ? error.cause : error;
  const type = typeOf(cause);
  return {
    type,
    message: cause.message,
    activity,
    queryId: queryIdOf(cause),
    ...READINGS[type],
  };
}

/** What a person is told when a Workflow failed that has no run report; `lead` is the first sentence. */
export function workflowFailure(error: WorkflowFailedError, lead: string): CliError {
  const { exitCode, type, message, advice } = runFailure(error.cause ?? error);
  return new CliError(exitCode, `${lead} ${type}: ${message}\n${advice}`, { cause: error });
}

function typeOf(error: Error): RunFailure['type'] {
  if (error instanceof CancelledFailure) return 'Cancelled';
  if (error instanceof TerminatedFailure) return 'Terminated';
  if (error instanceof TimeoutFailure) return 'TimedOut';
  if (!(error instanceof ApplicationFailure)) return 'Unknown';
  return FAILURE_TYPES.find((type) => type === error.type) ?? 'Unknown';
}

function queryIdOf(error: Error): string | null {
  if (!(error instanceof ApplicationFailure)) return null;
  const details = detailsSchema.safeParse(error.details?.[0]);
  return details.success ? (details.data.queryId ?? null) : null;
}
