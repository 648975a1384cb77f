import { SPLITS, type Feature } from '../../pipeline/features.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { countWhere } from '../count-where.js';
import { quoted } from '../snowflake/identifier.js';
import type { Statement } from '../snowflake/statement.js';
import type { FeatureColumns } from './columns.js';
import type { PositiveClass } from './positive-class.js';
import { splitExpression } from '../split.js';

/** Makes a table of what features.sql selects. */
export function createDraft(draft: string, select: string): Statement {
  // The SELECT may end in a line comment, so the parenthesis closes on a line of its own.
  return {
    sql: `CREATE OR REPLACE TRANSIENT TABLE ${quoted(draft)} AS\nSELECT * FROM (\n${select}\n)`,
  };
}

/**
 * Looks a draft over in one pass: one row for each class (positive, negative, and missing where the target is NULL)
 * with its rows, rows without an entity and different targets, and for each feature, as ONLY_0, ONLY_1, …, the digest
 * of its value when it has one value in all rows of the class.
 */
export function examineDraft(
  draft: string,
  columns: FeatureColumns,
  positive: PositiveClass,
): Statement {
  const target = quoted(columns.target.name);
  const only = columns.features.map((feature, index) => `${onlyValue(feature)} AS "ONLY_${index}"`);
  const found = [
    '"RATCHET_CLASS"',
    'COUNT(*) AS "ROW_COUNT"',
    `${countWhere(`${quoted(columns.entity)} IS NULL`)} AS "WITHOUT_ENTITY"`,
    `COUNT(DISTINCT ${target}) AS "TARGET_VALUES"`,
    ...only,
  ];
  return {
    sql:
      `SELECT ${found.join(',\n  ')}\nFROM (\n` +
      `  SELECT *, CASE WHEN ${target} IS NULL THEN 'missing' ` +
      `WHEN ${positive.condition} THEN 'positive' ELSE 'negative' END AS "RATCHET_CLASS"\n` +
      `  FROM ${quoted(draft)}\n)\nGROUP BY "RATCHET_CLASS"`,
    binds: [positive.value],
  };
}

/**
 * Looks over a draft whose target has several labels: one row for each label (and one where the target is NULL), up to
 * `most` of them, with what examineDraft tells of a class.
 */
export function examineLabels(draft: string, columns: FeatureColumns, most: number): Statement {
  const target = quoted(columns.target.name);
  const found = [
    `IFF(${target} IS NULL, 'missing', 'label') AS "RATCHET_CLASS"`,
    'COUNT(*) AS "ROW_COUNT"',
    `${countWhere(`${quoted(columns.entity)} IS NULL`)} AS "WITHOUT_ENTITY"`,
    ...columns.features.map((feature, index) => `${onlyValue(feature)} AS "ONLY_${index}"`),
  ];
  return {
    sql: `SELECT ${found.join(',\n  ')}\nFROM ${quoted(draft)}\nGROUP BY ${target}\nLIMIT ${most}`,
  };
}

/**
 * Looks over a draft whose target is a number: rows, rows without entity or target, different targets, and for each
 * number among the features, as OTHER_0, OTHER_1, …, the rows in which it is not the target.
 */
export function examineNumbers(draft: string, columns: FeatureColumns): Statement {
  const target = quoted(columns.target.name);
  const others = columns.features.flatMap(({ name, kind }, index) =>
    kind === 'number'
      ? [`${countWhere(`${quoted(name)} IS DISTINCT FROM ${target}`)} AS "OTHER_${index}"`]
      : [],
  );
  const found = [
    'COUNT(*) AS "ROW_COUNT"',
    `${countWhere(`${quoted(columns.entity)} IS NULL`)} AS "WITHOUT_ENTITY"`,
    `${countWhere(`${target} IS NULL`)} AS "WITHOUT_TARGET"`,
    `COUNT(DISTINCT ${target}) AS "TARGET_VALUES"`,
    ...others,
  ];
  return { sql: `SELECT ${found.join(',\n  ')}\nFROM ${quoted(draft)}` };
}

/** As text, because MIN and MAX take no BOOLEAN; as a digest, because no value needs to leave the warehouse. */
function onlyValue({ name }: Feature): string {
  const text = `TO_VARCHAR(${quoted(name)})`;
  const isOnly = `COUNT(${quoted(name)}) = COUNT(*) AND MIN(${text}) = MAX(${text})`;
  return `IFF(${isOnly}, SHA2(MIN(${text}), 256), NULL)`;
}

/** Makes the feature table of a draft: entity, target, features, and the split of each row. */
export function createFeatureTable(
  table: string,
  draft: string,
  columns: FeatureColumns,
  split: ModelSpec['split'],
): Statement {
  const names = [
    columns.entity,
    columns.target.name,
    ...columns.features.map((feature) => feature.name),
  ];
  return {
    sql:
      `CREATE OR REPLACE TRANSIENT TABLE ${quoted(table)} AS\n` +
      `SELECT ${names.map(quoted).join(', ')},\n` +
      `  ${splitExpression(columns.entity, split)} AS "RATCHET_SPLIT"\nFROM ${quoted(draft)}`,
  };
}

/** Counts the rows of each split, and the classes among those to train on, and takes the fingerprint of the table. */
export function summarizeFeatureTable(table: string, positive: PositiveClass): Statement {
  const positives = countWhere(`"RATCHET_SPLIT" = 'TRAIN' AND ${positive.condition}`);
  return { ...summary(table, `${positives} AS "POSITIVE"`), binds: [positive.value] };
}

/** The same of a target with several values: counts those among the rows to train on. */
export function summarizeTarget(table: string, target: string): Statement {
  const value = `IFF("RATCHET_SPLIT" = 'TRAIN', ${quoted(target)}, NULL)`;
  return summary(table, `COUNT(DISTINCT ${value}) AS "TARGET_VALUES"`);
}

function summary(table: string, ofTarget: string): Statement {
  const counts = SPLITS.map(
    (split) => `${countWhere(`"RATCHET_SPLIT" = '${split}'`)} AS "${split}"`,
  );
  return {
    sql:
      `SELECT ${counts.join(', ')},\n` +
      `  ${ofTarget},\n` +
      `  TO_VARCHAR(HASH_AGG(*)) AS "SNAPSHOT"\nFROM ${quoted(table)}`,
  };
}
