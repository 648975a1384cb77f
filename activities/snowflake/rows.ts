import type { z } from 'zod';

import { SnowflakeRowsError } from './errors.js';
import type { StatementOutcome } from './statement.js';

/** Decodes the rows of a result. Throws SnowflakeRowsError, which names the row and column but never a value. */
export function decodeRows<Row>(outcome: StatementOutcome, row: z.ZodType<Row>): Row[] {
  return outcome.rows.map((text, index) => {
    const decoded = row.safeParse(text);
    if (decoded.success) return decoded.data;
    throw new SnowflakeRowsError(
      `row ${index + 1} of ${outcome.rows.length} is not as expected: ${decoded.error.issues.map(inWords).join('; ')}`,
      { reaction: 'permanent', code: null, sqlState: null, queryId: outcome.queryId },
    );
  });
}

/** Only what was expected: other messages of zod may quote the value. */
function inWords(issue: z.core.$ZodIssue): string {
  const column =
    issue.path.length === 0 ? 'its columns' : `column ${issue.path.map(String).join('.')}`;
  if (issue.code === 'invalid_type') return `${column} should be ${issue.expected}`;
  return `${column}: ${issue.code === 'custom' ? issue.message : issue.code}`;
}
