import { withoutAnyValues } from '../activities/snowflake/redaction.js';

/** What may be told of an error that nobody expected. */
export interface RedactedFault {
  readonly message: string;
  readonly stack: string;
}

/** Its class, its place in the code, and of its message, which may be anyone's, what is no value; V8 repeats it in the stack. */
export function redactedFault(error: unknown): RedactedFault {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const told = `${name}: ${withoutAnyValues(message)}`;
  const frames = stack
    .replace(message, '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line));
  return { message: told, stack: [told, ...frames].join('\n') };
}
