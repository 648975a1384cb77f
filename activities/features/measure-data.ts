import { z } from 'zod';

import type { AgeCheck, ColumnContract, FreshnessCheck } from '../../pipeline/data-check-policy.js';
import type { Evidence } from '../../pipeline/evidence.js';
import type {
  ColumnMeasurement,
  DataMeasurements,
  MeasuredAge,
} from '../../pipeline/data-measurements.js';
import type { GatePolicy } from '../../pipeline/gate-policy.js';
import { hasDataChecks } from '../../pipeline/judge-data.js';
import type { Run } from '../../pipeline/run.js';
import type { StagedSources } from '../../pipeline/staging.js';
import { readColumns, type TableColumn } from '../describe-table.js';
import { readLastEvidence } from '../ledger/evidence.js';
import { wholeNumber } from '../row-columns.js';
import { selectOne } from '../select-one.js';
import { quoted } from '../snowflake/identifier.js';
import type { Warehouse } from '../snowflake/warehouse.js';
import { StepProblem } from '../step-problem.js';
import { kindOfColumn } from './columns.js';
import {
  COUNTED,
  countBreaks,
  selectAge,
  type ContractedColumn,
} from './measurement-statements.js';
import { momentType } from './moment-type.js';

/** What there is to measure. */
interface Measurable {
  readonly run: Pick<Run, 'id' | 'model'>;
  readonly policy: GatePolicy;
  readonly table: string;
  /** Of the feature table; more of them do no harm. */
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  readonly staged: StagedSources;
  readonly live: LiveEvidence | null;
}

/** What the live version was judged on. */
export interface LiveEvidence {
  readonly version: number;
  readonly evidence: Evidence;
}

/** Measures what the checks of the policy ask of the data; undefined when they ask nothing. */
export async function measureData(
  warehouse: Warehouse,
  data: Measurable,
): Promise<DataMeasurements | undefined> {
  const { policy, rows } = data;
  if (!hasDataChecks(policy)) return undefined;
  const { schema, rowCount, freshness } = policy.checks ?? {};
  return {
    rows,
    ...(schema === undefined
      ? {}
      : { columns: await measureColumns(warehouse, data, schema.columns) }),
    ...(rowCount === undefined ? {} : await measureRowsBefore(warehouse, data)),
    ...(freshness === undefined
      ? {}
      : { freshness: await measureAges(warehouse, data, freshness) }),
  };
}

async function measureColumns(
  warehouse: Warehouse,
  { table, columns }: Measurable,
  contracts: Readonly<Record<string, ColumnContract>>,
): Promise<Record<string, ColumnMeasurement>> {
  const there = Object.entries(contracts).flatMap(([name, contract]): ContractedColumn[] => {
    const column = columns.find((one) => one.name === name);
    const kind = column === undefined ? null : kindOfColumn(column);
    return column === undefined || kind === null ? [] : [{ column, kind, contract }];
  });
  const counts = z.record(z.string(), wholeNumber);
  const { row } = await selectOne(warehouse, countBreaks(table, there), counts);
  const measured = there.map(
    (one, index) => [one.column.name, measurement(one, index, row)] as const,
  );
  const absent = Object.keys(contracts).map((name) => [name, ABSENT] as const);
  return Object.fromEntries([...absent, ...measured]);
}

const ABSENT: ColumnMeasurement = { kind: null, nulls: 0 };

function measurement(
  { kind, contract }: ContractedColumn,
  index: number,
  row: Readonly<Record<string, number>>,
): ColumnMeasurement {
  const { min, max, values } = contract;
  const [nulls, below, above, others] = COUNTED.map((name) => row[`${name}_${index}`]);
  if (nulls === undefined) throw new RangeError(`the nulls of column ${index} were not counted`);
  return {
    kind,
    nulls,
    ...(min === undefined || below === undefined ? {} : { below: { min, rows: below } }),
    ...(max === undefined || above === undefined ? {} : { above: { max, rows: above } }),
    ...(values === undefined || others === undefined ? {} : { others: { values, rows: others } }),
  };
}

/** The rows that the live version was made of, else those of the run that was judged last, by their evidence. */
async function measureRowsBefore(
  warehouse: Warehouse,
  { run, live }: Measurable,
): Promise<Pick<DataMeasurements, 'live' | 'last'>> {
  if (live !== null) {
    return { live: { version: live.version, rows: rowsOf(live.evidence) } };
  }
  const last = await readLastEvidence(warehouse, run);
  return {
    live: null,
    last: last === null ? null : { runId: last.runId, rows: rowsOf(last) },
  };
}

function rowsOf({ rows: { train, validation, test } }: Evidence): number {
  return train + validation + test;
}

const age = z.object({ AGE_SECONDS: wholeNumber.nullable() });

/** One age, or a list of them, as the policy asks. */
async function measureAges(
  warehouse: Warehouse,
  data: Measurable,
  freshness: FreshnessCheck,
): Promise<DataMeasurements['freshness']> {
  if (!Array.isArray(freshness)) return measureAge(warehouse, data, freshness);
  const ages: MeasuredAge[] = [];
  for (const asked of freshness) ages.push(await measureAge(warehouse, data, asked));
  return ages;
}

async function measureAge(
  warehouse: Warehouse,
  { staged }: Measurable,
  { source, column }: AgeCheck,
): Promise<MeasuredAge> {
  const table = staged.tables.find((one) => one.source === source)?.table;
  if (table === undefined) {
    const known = staged.tables.map((one) => one.source).join(', ');
    const message = `gate.checks.freshness is about the source ${source}, which model.yaml does not have. It has ${known}.`;
    throw new StepProblem('SourceData', message);
  }
  const found = (await readColumns(warehouse, quoted(table))).find(({ name }) => name === column);
  const shared = { source, column, type: found?.type ?? null };
  const type = found === undefined ? null : momentType(found);
  if (type === null) return { ...shared, ageSeconds: null };
  const { row } = await selectOne(warehouse, selectAge(table, column, type), age);
  return { ...shared, ageSeconds: row.AGE_SECONDS };
}
