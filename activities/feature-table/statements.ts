import { SPLITS, type Feature } from '../../pipeline/features.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { countWhere } from '../count-where.js';
import { quoted } from '../snowflake/identifier.js';
import type { Statement } from '../snowflake/statement.js';
import type { FeatureColumns } from './columns.js';
import type { PositiveClass } from './positive-class.js';
import { splitExpression } from './split.js';

/** Makes a table of what features.sql selects. */
export function createDraft(draft: string, select: string): Statement {
  // The SELECT may end in a line comment, so the parenthesis closes on a line of its own.
  return {
    sql: `CREATE OR REPLACE TRANSIENT TABLE ${quoted(draft)} AS\nSELECT * FROM (\n${select}\n)`,
  };
}

/**
 * Looks a draft over in one pass: rows, missing entities and targets, classes, and for each feature whether it has one
 * value in all rows of a class and another one in all others (columns TELLS_0, TELLS_1, …: 1 when it does).
 */
export function examineDraft(
  draft: string,
  columns: FeatureColumns,
  positive: PositiveClass,
): Statement {
  const target = quoted(columns.target.name);
  const counts = [
    'COUNT(*) AS "ROW_COUNT"',
    `${countWhere(`${quoted(columns.entity)} IS NULL`)} AS "WITHOUT_ENTITY"`,
    `${countWhere(`${target} IS NULL`)} AS "WITHOUT_TARGET"`,
    `COUNT(DISTINCT ${target}) AS "TARGET_VALUES"`,
    `${countWhere('"RATCHET_POSITIVE"')} AS "POSITIVE"`,
    `${countWhere('NOT "RATCHET_POSITIVE"')} AS "NEGATIVE"`,
  ];
  const tells = columns.features.map(
    (feature, index) => `${tellsTarget(feature)} AS "TELLS_${index}"`,
  );
  return {
    sql:
      `SELECT ${[...counts, ...tells].join(',\n  ')}\n` +
      `FROM (SELECT *, ${positive.condition} AS "RATCHET_POSITIVE" FROM ${quoted(draft)})`,
    binds: [positive.value],
  };
}

/** As text, because MIN and MAX take no BOOLEAN. */
function tellsTarget({ name }: Feature): string {
  const ofClass = (aggregate: string, condition: string) =>
    `${aggregate}(IFF(${condition}, TO_VARCHAR(${quoted(name)}), NULL))`;
  const constantIn = (condition: string) =>
    `${ofClass('MIN', condition)} = ${ofClass('MAX', condition)}`;
  const [positive, negative] = ['"RATCHET_POSITIVE"', 'NOT "RATCHET_POSITIVE"'];
  const differs = `${ofClass('MIN', positive)} <> ${ofClass('MIN', negative)}`;
  return (
    `IFF(COUNT(${quoted(name)}) = COUNT(*) AND ${constantIn(positive)} ` +
    `AND ${constantIn(negative)} AND ${differs}, 1, 0)`
  );
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
  const counts = SPLITS.map(
    (split) => `${countWhere(`"RATCHET_SPLIT" = '${split}'`)} AS "${split}"`,
  );
  return {
    sql:
      `SELECT ${counts.join(', ')},\n` +
      `  ${countWhere(`"RATCHET_SPLIT" = 'TRAIN' AND ${positive.condition}`)} AS "POSITIVE",\n` +
      `  TO_VARCHAR(HASH_AGG(*)) AS "SNAPSHOT"\nFROM ${quoted(table)}`,
    binds: [positive.value],
  };
}
