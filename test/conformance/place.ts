import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  openSession,
  StatementRefused,
  type SnowflakeSession,
  type StatementOutcome,
} from '../support/snowflake-session.js';
import type { Script, Statement } from './script.js';
import { conformanceTarget } from './target.js';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** Where one script runs: a schema of its own with two sessions in it, and a folder for files. */
export class Place {
  private readonly target = conformanceTarget();
  private readonly schema: string;
  private sessions: { first: SnowflakeSession; second: SnowflakeSession } | undefined;
  private folder = '';

  constructor(name: string) {
    const topic = name
      .replace(/\.sql$/, '')
      .replaceAll('-', '_')
      .toUpperCase();
    this.schema = `"${this.target.database}"."CONFORMANCE_${topic}_${String(process.pid)}"`;
  }

  async open(script: Script): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'conformance-'));
    for (const [name, text] of script.files) await writeFile(join(this.folder, name), text);
    const first = await openSession(this.target.login);
    const second = await openSession(this.target.login);
    this.sessions = { first, second };
    await first.execute(`CREATE DATABASE IF NOT EXISTS "${this.target.database}"`);
    await first.execute(`CREATE SCHEMA ${this.schema}`);
    for (const session of [first, second]) {
      await session.execute(`USE SCHEMA ${this.schema}`);
      await session.execute(`ALTER SESSION SET TIMEZONE = 'UTC'`);
    }
  }

  async run(statement: Statement): Promise<StatementOutcome | StatementRefused> {
    if (this.sessions === undefined) throw new Error('the sessions are not open');
    const sql = statement.sql
      .replaceAll('${FOLDER}', this.folder)
      .replaceAll('${FIXTURES}', FIXTURES)
      .replaceAll('${SCHEMA}', this.schema);
    try {
      return await this.sessions[statement.session].execute(sql, statement.binds);
    } catch (error) {
      if (error instanceof StatementRefused) return error;
      throw error;
    }
  }

  async close(): Promise<void> {
    const { first, second } = this.sessions ?? {};
    await second?.close();
    if (first !== undefined) {
      await first.execute(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE`);
      await first.close();
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
