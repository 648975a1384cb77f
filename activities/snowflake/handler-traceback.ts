import { OPENING_QUOTE, withoutAnyValues, withoutSecrets } from './redaction.js';

/** What a Python handler's traceback says, made fit to be stored. */
export interface HandlerFailure {
  readonly type: 'UserCode' | 'SourceData' | 'ArtifactChanged' | 'LockBroken' | 'Fenced';
  readonly message: string;
}

/**
 * Ratchet's own handlers begin their messages so when the model's code, its data or its stored bytes or packages are at fault, or
 * when what they do no longer counts.
 */
const MARKED =
  /RATCHET_(?<fault>USER_CODE|SOURCE_DATA|ARTIFACT_CHANGED|LOCK_BROKEN|FENCED): (?<sentence>[^\n]+)/g;
const TYPE_OF_FAULT: Readonly<Record<string, HandlerFailure['type']>> = {
  USER_CODE: 'UserCode',
  SOURCE_DATA: 'SourceData',
  ARTIFACT_CHANGED: 'ArtifactChanged',
  LOCK_BROKEN: 'LockBroken',
  FENCED: 'Fenced',
};
const HEADER = 'Python Interpreter Error:';
const FRAME = /^\s+File "(?<path>[^"\n]+)", line (?<line>\d+)(?:, in (?<place>\S+))?/;
/** What may follow an exception's message: nothing, or the handler that raised it. */
const CLOSING = /^\s*$|^\s+in function [^'"]+$/;
const FROM_QUOTE = new RegExp(`${OPENING_QUOTE.source}.*$`);
const LIBRARY = /site-packages|dist-packages|\/lib\/python|^<|ratchet_\w+\.py$/;

/** Reads the message of error 100357. Sentences of our own handlers stay whole; all others lose what may be data. */
export function handlerFailure(traceback: string): HandlerFailure {
  const marked = [...traceback.matchAll(MARKED)].at(-1)?.groups;
  if (marked !== undefined) {
    const type = TYPE_OF_FAULT[marked['fault'] ?? ''] ?? 'UserCode';
    return { type, message: withoutSecrets(marked['sentence'] ?? '').trim() };
  }
  const lines = traceback.split('\n');
  const place = placeInUserCode(lines);
  const raised = withoutAnyValues(raisedLine(lines));
  if (place === null) return { type: 'UserCode', message: raised };
  const message = isInOwnWords(lines)
    ? `${place}: ${raised.split(':')[0]}. Its message may tell values of rows and stays in Snowflake, with the query.`
    : `${place}: ${raised}`;
  return { type: 'UserCode', message };
}

/** Whether the exception comes out of the model's own code, which may write any row into its message. */
function isInOwnWords(lines: readonly string[]): boolean {
  const last = lines.findLast((line) => FRAME.test(line)) ?? '';
  return !LIBRARY.test(FRAME.exec(last)?.groups?.['path'] ?? '');
}

/**
 * The line after the last frame: type and message of the exception. Of a message of more lines what may be a value begins
 * in the first and ends anywhere.
 */
function raisedLine(lines: readonly string[]): string {
  const lastFrame = lines.findLastIndex((line) => FRAME.test(line));
  const rest = lines.slice(lastFrame + 1);
  const at = rest.findIndex((line) => /^\S/.test(line) && line !== HEADER);
  const raised = rest[at];
  if (raised === undefined)
    return lines.find((line) => line.trim() !== '') ?? 'a Python handler failed';
  const isWhole = rest.slice(at + 1).every((line) => CLOSING.test(line));
  return isWhole ? raised : raised.replace(FROM_QUOTE, "'…'");
}

function placeInUserCode(lines: readonly string[]): string | null {
  const frames = lines.map((line) => FRAME.exec(line)?.groups);
  const frame = frames.findLast(
    (found) => found !== undefined && !LIBRARY.test(found['path'] ?? ''),
  );
  if (frame === undefined) return null;
  const file = frame['path']?.split(/[/\\]/).at(-1);
  const within = frame['place'] === undefined ? '' : ` in ${frame['place']}`;
  return `${file}, line ${frame['line']}${within}`;
}
