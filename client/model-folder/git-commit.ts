import { spawnSync } from 'node:child_process';

/**
 * The commit that a folder stands at, for example `0d771ca…` (40 hex digits, or 64 in a SHA-256 repository), with
 * `-dirty` behind it when files of the folder differ from that commit, as `git describe --dirty` writes it. Null outside of
 * a repository, before its first commit, and where there is no git.
 */
export function gitCommitOf(directory: string): string | null {
  const commit = git(directory, 'rev-parse', '--verify', 'HEAD');
  if (commit === null) return null;
  const changes = git(directory, 'status', '--porcelain', '--', '.');
  return changes === '' ? commit : `${commit}-dirty`;
}

function git(directory: string, ...args: readonly string[]): string | null {
  // A repository can name a program of its own as file system monitor, which `git status` would run.
  const ran = spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], {
    cwd: directory,
    encoding: 'utf8',
  });
  return ran.status === 0 ? ran.stdout.trim() : null;
}
