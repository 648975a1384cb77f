/**
 * Reads a conformance script: SQL with the expected outcome of each statement in comments below it.
 *
 * -- case: NAME            starts a case; statements before the first case set the file up
 * -- file: NAME            writes a file into ${FOLDER}; its lines follow as `-- | text`
 * -- binds: JSON array     binds of the statement below
 * -- on: second            the statement below runs in a second session
 * -- eventually            the statement below is repeated until its outcome is as expected (20 s at most)
 * STATEMENT;               ends with a semicolon at the end of a line, outside $$ … $$
 * -- columns: A fixed:2, B text      names and types as the driver tells them; scale after the colon
 * -- row: JSON array       one line a row; numbers compare by value, texts to the letter
 * -- unordered             the rows may come in any order
 * -- rows: N               how many rows, when their values are not given
 * -- updated: N            the driver's number of changed rows
 * -- error: CODE SQLSTATE /message/
 */
export interface Expectation {
  columns?: readonly { name: string; type: string; scale?: number }[];
  rows?: readonly (readonly unknown[])[];
  unordered: boolean;
  rowCount?: number;
  updated?: number;
  error?: { code: string; sqlState: string; message: RegExp };
}

export interface Statement {
  line: number;
  sql: string;
  binds: readonly unknown[];
  session: 'first' | 'second';
  eventually: boolean;
  expected: Expectation;
}

interface Case {
  name: string;
  statements: Statement[];
}

export interface Script {
  setUp: Statement[];
  cases: Case[];
  files: Map<string, string>;
}

interface Draft {
  binds: readonly unknown[];
  session: 'first' | 'second';
  eventually: boolean;
}

const FRESH: Draft = { binds: [], session: 'first', eventually: false };

/** Throws with the line's number when a directive is unknown or stands where it means nothing. */
export function readScript(text: string): Script {
  const script: Script = { setUp: [], cases: [], files: new Map() };
  const reader = new ScriptReader(script);
  text.split('\n').forEach((line, index) => {
    reader.take(line, index + 1);
  });
  return script;
}

class ScriptReader {
  private readonly script: Script;
  private statements: Statement[];
  private draft: Draft = FRESH;
  private sql: string[] = [];
  private file: string | undefined;

  constructor(script: Script) {
    this.script = script;
    this.statements = script.setUp;
  }

  take(line: string, number: number): void {
    const directive = this.sql.length === 0 ? /^-- ([a-z]+)(?:: ?(.*))?$/.exec(line) : null;
    const content = /^-- \| ?(.*)$/.exec(line);
    if (content !== null && this.file !== undefined) this.append(content[1] ?? '');
    else if (directive !== null) this.direct(directive[1] ?? '', directive[2] ?? '', number);
    else if (this.sql.length > 0 || (line.trim() !== '' && !line.startsWith('--')))
      this.gather(line, number);
  }

  private append(content: string): void {
    const name = this.file ?? '';
    this.script.files.set(name, `${this.script.files.get(name) ?? ''}${content}\n`);
  }

  private gather(line: string, number: number): void {
    this.sql.push(line);
    const sql = this.sql.join('\n');
    const isInsideText = (sql.match(/\$\$/g)?.length ?? 0) % 2 === 1;
    if (isInsideText || !sql.trimEnd().endsWith(';')) return;
    this.statements.push({
      line: number - this.sql.length + 1,
      sql: sql.trimEnd().slice(0, -1),
      ...this.draft,
      expected: { unordered: false },
    });
    this.sql = [];
    this.draft = FRESH;
  }

  private direct(name: string, value: string, number: number): void {
    if (name === 'case') {
      const added: Case = { name: value, statements: [] };
      this.script.cases.push(added);
      this.statements = added.statements;
    } else if (name === 'file') this.file = value;
    else if (name === 'binds') this.draft = { ...this.draft, binds: array(value, number) };
    else if (name === 'on')
      this.draft = { ...this.draft, session: value === 'second' ? 'second' : 'first' };
    else if (name === 'eventually') this.draft = { ...this.draft, eventually: true };
    else this.expect(name, value, number);
  }

  private expect(name: string, value: string, number: number): void {
    const expected = this.statements.at(-1)?.expected;
    if (expected === undefined)
      throw new Error(`line ${String(number)}: '${name}' has no statement above it`);
    if (name === 'columns') expected.columns = value.split(', ').map(column);
    else if (name === 'row') expected.rows = [...(expected.rows ?? []), array(value, number)];
    else if (name === 'unordered') expected.unordered = true;
    else if (name === 'rows') expected.rowCount = Number(value);
    else if (name === 'updated') expected.updated = Number(value);
    else if (name === 'error') expected.error = failure(value, number);
    else throw new Error(`line ${String(number)}: unknown directive '${name}'`);
  }
}

function array(value: string, number: number): readonly unknown[] {
  const parsed: unknown = JSON.parse(value);
  if (!Array.isArray(parsed))
    throw new Error(`line ${String(number)}: expected a JSON array, found ${value}`);
  return parsed;
}

function column(text: string): { name: string; type: string; scale?: number } {
  const match = /^(.+) (\w+)(?::(\d+))?$/.exec(text);
  if (match === null) throw new Error(`expected 'NAME type' or 'NAME type:scale', found '${text}'`);
  const [, name = '', type = '', scale] = match;
  return scale === undefined ? { name, type } : { name, type, scale: Number(scale) };
}

function failure(
  value: string,
  number: number,
): { code: string; sqlState: string; message: RegExp } {
  const match = /^(\d{6}) (\w{5})(?: \/(.*)\/)?$/.exec(value);
  if (match === null) {
    throw new Error(`line ${String(number)}: expected 'CODE SQLSTATE /message/', found '${value}'`);
  }
  const [, code = '', sqlState = '', message = ''] = match;
  return { code, sqlState, message: new RegExp(message, 's') };
}
