import type { ColumnContract } from '../../pipeline/data-check-policy.js';
import type { FeatureKind } from '../../pipeline/feature-kind.js';
import { kindOfValue } from '../../pipeline/judge-column.js';
import { countWhere } from '../count-where.js';
import type { TableColumn } from '../describe-table.js';
import { quoted } from '../snowflake/identifier.js';
import type { Bind, Statement } from '../snowflake/statement.js';
import { MOMENTS, type MomentType } from './moment-type.js';

/** A column of the feature table with what its contract asks of it. */
export interface ContractedColumn {
  readonly column: TableColumn;
  readonly kind: FeatureKind;
  readonly contract: ColumnContract;
}

/** What is counted of the column at a place in the list: `NULLS_0`, `BELOW_0`, `ABOVE_0` and `OTHERS_0` of the first. */
export const COUNTED = ['NULLS', 'BELOW', 'ABOVE', 'OTHERS'] as const;

interface Count {
  readonly name: (typeof COUNTED)[number];
  readonly condition: string;
  readonly binds: readonly Bind[];
}

/**
 * Counts in one pass the rows of a table that break the contracts of its columns. A bound that does not go with the kind
 * of the column is not counted: comparing would fail.
 */
export function countBreaks(table: string, columns: readonly ContractedColumn[]): Statement {
  const counts = columns.flatMap((column, index) =>
    countsOf(column).map((count) => ({ ...count, name: `${count.name}_${index}` })),
  );
  const selected = [
    'COUNT(*) AS "ROW_COUNT"',
    ...counts.map(({ name, condition }) => `${countWhere(condition)} AS ${quoted(name)}`),
  ];
  return {
    sql: `SELECT ${selected.join(',\n  ')}\nFROM ${quoted(table)}`,
    binds: counts.flatMap(({ binds }) => binds),
  };
}

/** What can be counted of a column by its contract. */
function countsOf({ column, kind, contract }: ContractedColumn): Count[] {
  const { min, max, values } = contract;
  const value = valueOf(column);
  const counts: Count[] = [{ name: 'NULLS', condition: `${value} IS NULL`, binds: [] }];
  if (kind === 'number' && min !== undefined) {
    counts.push({ name: 'BELOW', condition: `${value} < ?`, binds: [min] });
  }
  if (kind === 'number' && max !== undefined) {
    counts.push({ name: 'ABOVE', condition: `${value} > ?`, binds: [max] });
  }
  if (values?.every((one) => kindOfValue(one) === kind)) {
    const marks = values.map(() => '?').join(', ');
    counts.push({ name: 'OTHERS', condition: `${value} NOT IN (${marks})`, binds: values });
  }
  return counts;
}

/** NaN is no value, as it is none for a model; in Snowflake it is the largest number. */
function valueOf({ name, type }: TableColumn): string {
  return /^FLOAT/i.test(type) ? `NULLIF(${quoted(name)}, 'NaN'::FLOAT)` : quoted(name);
}

/** The age of the newest moment in a column by the warehouse's clock, in seconds; what lies in the future does not count. */
export function selectAge(table: string, column: string, type: MomentType): Statement {
  const moment = MOMENTS[type](quoted(column));
  return {
    sql:
      `SELECT DATEDIFF(second, MAX(IFF(${moment} <= SYSDATE(), ${moment}, NULL)), SYSDATE()) AS "AGE_SECONDS"\n` +
      `FROM ${quoted(table)}`,
  };
}
