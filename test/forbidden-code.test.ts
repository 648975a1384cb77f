import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDERS = ['pipeline', 'workflows', 'activities', 'worker', 'client', 'demo'];

interface Rule {
  readonly why: string;
  readonly code: RegExp;
  /** Something that it finds, so that it is seen to find anything. */
  readonly example: string;
  /** Files or folders where it is right. */
  readonly except?: readonly string[];
}

const RULES: readonly Rule[] = [
  {
    why: 'ApplicationFailures of Activities are made in one place, those of Workflows in Workflows',
    code: /\bApplicationFailure\s*\.\s*(create|retryable|nonRetryable|fromError)\b|\bnew ApplicationFailure\b/,
    example: 'throw ApplicationFailure.nonRetryable(message)',
    except: ['worker/activity-failure.ts', 'workflows/'],
  },
  {
    why: 'the driver is met in the adapter only, which gives its errors a type and has its values as texts',
    code: /from 'snowflake-sdk'/,
    example: "import snowflake from 'snowflake-sdk'",
    except: ['activities/snowflake/', 'demo/'],
  },
  {
    why: "the driver's pool loses the codes of errors, and one failed login rejects everyone who waits",
    code: /\bcreatePool\b/,
    example: 'snowflake.createPool(options)',
  },
  {
    why: 'a serialized connection holds session and master token',
    code: /\b(de)?serializeConnection\b|\.serialize\(/,
    example: 'connection.serialize()',
  },
  {
    why: 'one statement at a time is the defence against statements that are smuggled in',
    code: /MULTI_STATEMENT_COUNT/,
    example: "parameters: { MULTI_STATEMENT_COUNT: '0' }",
  },
  {
    why: 'certificates are checked',
    code: /disableOCSPChecks|insecureConnect|rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED/,
    example: 'snowflake.configure({ disableOCSPChecks: true })',
  },
  {
    why: "the driver's keep-alive holds the process and spreads to all connections",
    code: /clientSessionKeepAlive: true|CLIENT_SESSION_KEEP_ALIVE/,
    example: '{ clientSessionKeepAlive: true }',
  },
  {
    why: 'closing a session must not end the statements that it has running',
    code: /serverSessionKeepAlive: false/,
    example: '{ serverSessionKeepAlive: false }',
  },
  {
    why: 'no text is run as code',
    code: /\bnew Function\(|\beval\(|\bnode:vm\b|\brunInContext\b/,
    example: 'new Function(text)()',
  },
];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name)),
);

describe('the code', () => {
  it.each(RULES)('keeps to it that $why', ({ code, example, except = [] }) => {
    const found = files.filter((file) => code.test(readFileSync(file, 'utf8')));

    expect(code.test(example)).toBe(true);
    expect(found.filter((file) => !except.some((place) => file.startsWith(place)))).toEqual([]);
  });
});
