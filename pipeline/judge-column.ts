import { canonicalJson } from './canonical-json.js';
import { brokenResult, type CheckConsequence } from './check-consequence.js';
import type { ColumnContract } from './data-check-policy.js';
import type { ColumnMeasurement, DataMeasurements } from './data-measurements.js';
import { signOfSum } from './decimal.js';
import type { FeatureKind } from './feature-kind.js';
import { countedText, namesText, shareText } from './score-text.js';
import type { RuleResult } from './verdict.js';

/** Judges one column by its contract; the number is that of the rows that break it. `on` holds unless it says its own. */
export function judgeColumn(
  column: string,
  contract: ColumnContract,
  on: CheckConsequence,
  measured: DataMeasurements | null,
): RuleResult {
  const rows = measured?.rows ?? 0;
  const found =
    measured?.columns !== undefined && Object.hasOwn(measured.columns, column)
      ? measured.columns[column]
      : undefined;
  const breaks =
    found === undefined
      ? [{ rows: null, text: 'was not measured in this run' }]
      : breaksOf(contract, found, rows);
  const counted = breaks.map((one) => one.rows).filter((count) => count !== null);
  const why = breaks.map(({ text }) => text).join('; it ');
  return {
    subject: `column ${column}`,
    rule: contractText(contract),
    candidate:
      counted.length < breaks.length ? null : counted.reduce((sum, count) => sum + count, 0),
    champion: null,
    result: breaks.length === 0 ? 'passed' : brokenResult(contract.on ?? on),
    reason: breaks.length === 0 ? `${column} keeps to its contract.` : `${column} ${why}.`,
  };
}

/** One way in which a column breaks its contract; `rows` is null when it is not a matter of rows. */
interface Break {
  readonly rows: number | null;
  readonly text: string;
}

function breaksOf(contract: ColumnContract, found: ColumnMeasurement, rows: number): Break[] {
  const { kind } = found;
  if (kind === null) return [{ rows: null, text: 'is not in the feature table' }];
  const { type } = contract;
  if (type !== undefined && type !== kind) {
    return [{ rows: null, text: `is of type ${kind}, not ${type}` }];
  }
  return [
    ...nullBreaks(contract, found, rows),
    ...boundBreaks(contract, kind, found),
    ...valueBreaks(contract, kind, found),
  ];
}

function nullBreaks({ maxNullShare }: ColumnContract, found: ColumnMeasurement, rows: number) {
  const { nulls } = found;
  if (maxNullShare === undefined || signOfSum(nulls, [-maxNullShare, rows]) <= 0) return [];
  const share = shareText(rows === 0 ? 0 : nulls / rows, maxNullShare);
  const allowed = maxNullShare === 0 ? 'none may' : `at most ${shareText(maxNullShare)} may`;
  const have = `${countedText(nulls, 'row', 'rows')} without a value (${share}; ${allowed})`;
  return [{ rows: nulls, text: `has ${have}` }];
}

function boundBreaks(
  { min, max }: ColumnContract,
  kind: FeatureKind,
  { below, above }: ColumnMeasurement,
): Break[] {
  if (min === undefined && max === undefined) return [];
  if (kind !== 'number') return [{ rows: null, text: `is ${kind}, and min and max need a number` }];
  return [
    ...(min === undefined
      ? []
      : countedBreak(below?.min === min ? below.rows : null, `below ${min}`)),
    ...(max === undefined
      ? []
      : countedBreak(above?.max === max ? above.rows : null, `above ${max}`)),
  ];
}

function valueBreaks(
  { values }: ColumnContract,
  kind: FeatureKind,
  { others }: ColumnMeasurement,
): Break[] {
  if (values === undefined) return [];
  const other = values.find((value) => kindOfValue(value) !== kind);
  if (other !== undefined) {
    const value = JSON.stringify(other);
    return [{ rows: null, text: `is ${kind}, and the allowed value ${value} is not` }];
  }
  const isOfThese = others !== undefined && canonicalJson(others.values) === canonicalJson(values);
  return countedBreak(isOfThese ? others.rows : null, 'with a value that is not allowed');
}

function countedBreak(rows: number | null, what: string): Break[] {
  if (rows === null) return [{ rows, text: `was not looked at for rows ${what} in this run` }];
  return rows === 0 ? [] : [{ rows, text: `has ${countedText(rows, 'row', 'rows')} ${what}` }];
}

/** The kind of column that may hold this value. */
export function kindOfValue(value: string | number | boolean): FeatureKind {
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : 'boolean';
}

const SHOWN_VALUES = 5;

function contractText({ type, maxNullShare, min, max, values }: ColumnContract): string {
  const range = min === undefined && max === undefined ? null : rangeText(min ?? null, max ?? null);
  const nulls =
    maxNullShare === undefined
      ? null
      : maxNullShare === 0
        ? 'no nulls'
        : `at most ${shareText(maxNullShare)} nulls`;
  return [type ?? null, nulls, range, values === undefined ? null : valuesText(values)]
    .filter((part) => part !== null)
    .join(', ');
}

function rangeText(min: number | null, max: number | null): string {
  if (min === null) return `at most ${max}`;
  return max === null ? `at least ${min}` : `${min} to ${max}`;
}

function valuesText(values: readonly (string | number | boolean)[]): string {
  return `one of ${namesText(values.map(String), SHOWN_VALUES)}`;
}
