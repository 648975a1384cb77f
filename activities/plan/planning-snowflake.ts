import { basename } from 'node:path';
import type { z } from 'zod';

import { PLACEHOLDERS, type PlannedStatement } from '../../pipeline/plan.js';
import { STEPS } from '../../pipeline/step.js';
import { decodeRows } from '../snowflake/rows.js';
import { putFile } from '../snowflake/session-statements.js';
import type { Statement, StatementOutcome } from '../snowflake/statement.js';
import type { RunStep, Snowflake, Warehouse } from '../snowflake/warehouse.js';
import type { AssumedAnswers } from './assumed-answers.js';

/** Lends sessions that send nothing: what would be sent is noted, and answered as is assumed. */
export class PlanningSnowflake implements Snowflake {
  readonly statements: PlannedStatement[] = [];
  readonly #answers: AssumedAnswers;

  constructor(answers: AssumedAnswers) {
    this.#answers = answers;
  }

  withWarehouse<Result>(
    { step }: RunStep,
    work: (warehouse: Warehouse) => Promise<Result>,
  ): Promise<Result> {
    const note = (statement: Omit<PlannedStatement, 'step'>) =>
      this.statements.push({ step: STEPS.find((one) => one === step) ?? 'end', ...statement });
    return work(new PlanningWarehouse(this.#answers, note));
  }
}

class PlanningWarehouse implements Warehouse {
  readonly database = PLACEHOLDERS.database;
  readonly schema = PLACEHOLDERS.schema;
  readonly #answers: AssumedAnswers;
  readonly #note: (statement: Omit<PlannedStatement, 'step'>) => void;

  constructor(answers: AssumedAnswers, note: (statement: Omit<PlannedStatement, 'step'>) => void) {
    this.#answers = answers;
    this.#note = note;
  }

  async execute(statement: Statement): Promise<StatementOutcome> {
    const { sql, binds, bindsWhenSent } = statement;
    const values = bindsWhenSent === undefined ? binds : await bindsWhenSent();
    this.#note({ sql, values: [...(values ?? [])] });
    const rows = this.#answers.rowsOf(sql, values ?? []);
    // Of what changes rows only those are asked about that change one.
    return { queryId: PLACEHOLDERS.queryId, rows, changedRows: 1 };
  }

  async select<Row>(statement: Statement, row: z.ZodType<Row>) {
    const outcome = await this.execute(statement);
    return { rows: decodeRows(outcome, row), queryId: outcome.queryId };
  }

  upload(localPath: string, location: string): Promise<void> {
    const name = basename(localPath);
    this.#note({ sql: putFile(`${PLACEHOLDERS.folder}/${name}`, location).sql, values: [] });
    this.#answers.uploaded(name, location);
    return Promise.resolve();
  }

  cancel(): Promise<void> {
    return Promise.resolve();
  }
}
