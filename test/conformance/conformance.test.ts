import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { StatementRefused, type StatementOutcome } from '../support/snowflake-session.js';
import { Place } from './place.js';
import { readScript, type Expectation, type Statement } from './script.js';

const FOLDER = import.meta.dirname;
const EVENTUALLY_WITHIN_MS = 20_000;

const scripts = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => ({ name, script: readScript(readFileSync(join(FOLDER, name), 'utf8')) }));

describe.each(scripts)('$name', ({ name, script }) => {
  const place = new Place(name);

  beforeAll(async () => {
    await place.open(script);
    for (const statement of script.setUp) await check(place, statement);
  });
  afterAll(() => place.close());

  it.each(script.cases)('$name', async ({ statements }) => {
    for (const statement of statements) await check(place, statement);
  });
});

async function check(place: Place, statement: Statement): Promise<void> {
  const once = async (): Promise<void> => {
    expectOutcome(await place.run(statement), statement);
  };
  if (statement.eventually)
    await vi.waitFor(once, { timeout: EVENTUALLY_WITHIN_MS, interval: 200 });
  else await once();
}

function expectOutcome(outcome: StatementOutcome | StatementRefused, statement: Statement): void {
  const { expected } = statement;
  const where = `line ${String(statement.line)}: ${statement.sql.slice(0, 400)}`;
  if (outcome instanceof StatementRefused) {
    const found = { code: outcome.code, sqlState: outcome.sqlState };
    const { code, sqlState, message } = expected.error ?? { message: /^$/ };
    expect(found, `${where}\nrefused: ${outcome.message}`).toEqual({ code, sqlState });
    expect(outcome.message, where).toMatch(message);
    return;
  }
  expect(expected.error, `${where}\nwas not refused`).toBeUndefined();
  expectColumns(outcome, expected, where);
  expectRows(outcome, expected, where);
}

function expectColumns(outcome: StatementOutcome, expected: Expectation, where: string): void {
  if (expected.columns === undefined) return;
  const withScale = expected.columns.map((column) => column.scale !== undefined);
  const found = outcome.columns.map(({ name, type, scale }, index) =>
    withScale[index] === true ? { name, type, scale } : { name, type },
  );
  expect(found, where).toEqual(expected.columns);
}

function expectRows(outcome: StatementOutcome, expected: Expectation, where: string): void {
  if (expected.rowCount !== undefined) expect(outcome.rows.length, where).toBe(expected.rowCount);
  if (expected.updated !== undefined) expect(outcome.updated, where).toBe(expected.updated);
  if (expected.rows === undefined) return;
  const rows = expected.rows;
  const kinOf = (index: number): unknown => rows.find((row) => row[index] !== null)?.[index];
  const found = outcome.rows.map((row) => row.map((cell, index) => comparable(cell, kinOf(index))));
  if (expected.unordered) expect(sorted(found), where).toEqual(sorted(rows));
  else expect(found, where).toEqual(rows);
}

/** The cell in the kind of its expected value: a number, a boolean and an array compare by value. */
function comparable(cell: string | null, kin: unknown): unknown {
  if (cell === null || typeof kin === 'string' || kin === null || kin === undefined) return cell;
  if (typeof kin === 'number') return Number(cell);
  if (typeof kin === 'boolean') return cell.toLowerCase() === 'true';
  return JSON.parse(cell);
}

function sorted(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
