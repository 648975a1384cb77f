import type { PastVersion } from '../ledger/version-history.js';
import { StepProblem } from '../step-problem.js';

const SHOWN_VERSIONS = 10;

/** What is asked of a model, and what the ledger knows of it. */
export interface RollbackQuestion {
  readonly model: string;
  /** Null when nothing is live. */
  readonly liveVersion: number | null;
  readonly history: readonly PastVersion[];
  /** Null: the version that was live before the live one was promoted, so that a second rollback goes one further back. */
  readonly toVersion: number | null;
}

/** The version to go back to. Throws RollbackRefused, with the versions that there are, when there is none. */
export function rollbackTarget(question: RollbackQuestion): number {
  const { liveVersion, history, toVersion } = question;
  if (liveVersion === null) throw refused(question, 'it has no live version yet');
  const target = toVersion ?? versionBefore(question, liveVersion);
  const past = history.find(({ version }) => version === target);
  if (past === undefined) throw refused(question, `it has no version ${target}`);
  if (!past.wentLive) {
    throw refused(
      question,
      `its version ${target} was never promoted, and a rollback judges nothing`,
    );
  }
  if (target === liveVersion) throw refused(question, `its version ${target} is live already`);
  return target;
}

function versionBefore(question: RollbackQuestion, liveVersion: number): number {
  const live = question.history.find(({ version }) => version === liveVersion);
  if (live?.wentLive !== true) {
    throw new StepProblem(
      'LedgerCorrupt',
      `The ledger has no promotion of version ${liveVersion} of ${question.model}, which is live. ` +
        'Someone changed it by hand; name the version to go back to (--to).',
    );
  }
  if (live.previousVersion !== null) return live.previousVersion;
  throw refused(question, `its version ${liveVersion} is the first that was promoted`);
}

function refused({ model, history }: RollbackQuestion, reason: string): StepProblem {
  const versions = history.filter(({ wentLive }) => wentLive).map(({ version }) => version);
  const shown = versions.slice(-SHOWN_VERSIONS).join(', ');
  const more = versions.length > SHOWN_VERSIONS ? 'the last of them ' : '';
  const advice =
    versions.length === 0
      ? `Promote one first: npx ratchet run ${model}.`
      : `Name one that was promoted with --to (${more}${shown}), or retrain: npx ratchet run ${model}.`;
  return new StepProblem('RollbackRefused', `${model} is not rolled back: ${reason}. ${advice}`);
}
