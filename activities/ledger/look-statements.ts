import type { Run } from '../../pipeline/run.js';
import { hasPeriod } from '../../pipeline/split-salt.js';
import type { Statement } from '../snowflake/statement.js';

/** Which entities a run held out: those whose hash with this salt is within the share. */
export interface HoldOut {
  readonly salt: string;
  readonly test: number;
}

/**
 * Counts the candidates of a model that other runs judged on a hold-out. Evidence of an earlier Ratchet does not say on
 * which: there was one then, without a period.
 */
export function countLooks(run: Pick<Run, 'id' | 'model'>, { salt, test }: HoldOut): Statement {
  const isThis = `"DOCUMENT":holdOut.salt::VARCHAR = ? AND "DOCUMENT":holdOut.test::FLOAT = ?`;
  const isEarlier = hasPeriod(salt) ? '' : ' OR "DOCUMENT":holdOut IS NULL';
  return {
    sql:
      'SELECT COUNT(*) AS "LOOKS" FROM (\n' +
      '  SELECT PARSE_JSON("EVIDENCE") AS "DOCUMENT" FROM "EVIDENCE" WHERE "MODEL" = ? AND "RUN_ID" <> ?\n' +
      `) WHERE "DOCUMENT":candidate.source::VARCHAR = 'held-out' AND ((${isThis})${isEarlier})`,
    binds: [run.model, run.id, salt, test],
  };
}
