import { openConnection } from '../activities/snowflake/connection.js';
import { quoted } from '../activities/snowflake/identifier.js';
import type { SnowflakeConfig } from '../activities/snowflake/snowflake-config.js';

const WITHIN_MS = 60_000;

/** Makes the connection's warehouse, database and schema where they are missing; for local Snowflake. */
export async function createDatabase(config: SnowflakeConfig): Promise<void> {
  const { warehouse, database, schema } = config;
  const statements = [
    ...(warehouse === null ? [] : [`CREATE WAREHOUSE IF NOT EXISTS ${quoted(warehouse)}`]),
    `CREATE DATABASE IF NOT EXISTS ${quoted(database)}`,
    `CREATE SCHEMA IF NOT EXISTS ${quoted(database)}.${quoted(schema)}`,
  ];
  const connection = await openConnection(config);
  try {
    for (const sql of statements) await connection.execute({ sql }, WITHIN_MS);
  } finally {
    await connection.close();
  }
}
