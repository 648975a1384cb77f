import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RetrainingPlan } from '../../pipeline/plan.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { endRun, runChain } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { createCustomers, smallRequest } from '../support/small-model.js';

let place: ActivityPlace;

beforeAll(async () => {
  place = await openActivityPlace('PLAN');
  await createCustomers(place);
});
afterAll(() => place.close());

function planOf(request: RetrainingRequest): Promise<RetrainingPlan> {
  return place.run((activities) => activities.planRetraining(request));
}

/** Everything of the schema that a plan might have made. */
async function objects(): Promise<readonly unknown[]> {
  const kinds = ['TABLES', 'STAGES', 'PROCEDURES', 'USER FUNCTIONS'];
  const found: unknown[] = [];
  for (const kind of kinds) found.push(...(await place.query(`SHOW ${kind}`)));
  return found;
}

/** Lets a model go live as a Worker does that has just started, and gives the statements of that. */
async function promote(request: RetrainingRequest) {
  place.restartWorker();
  const sent: string[] = [];
  const watched: ActivityPlace = {
    ...place,
    run: (work) =>
      place.run(work, ({ sql }) => {
        sent.push(sql);
        return Promise.resolve();
      }),
  };
  const run = newRun(request.spec.name);
  const { publication } = await runChain(watched, run, request);
  await endRun(watched, run, { state: 'PROMOTED', step: 'publication' });
  return { publication, sent };
}

/** What a statement does to which object, whichever run it is of: its columns are not those of a plan. */
function outline(sql: string): string {
  const line = sql.split('\n')[0] ?? '';
  return line
    .replaceAll(/THIS_RUN|[0-9a-f-]{12,}/gi, 'KEY')
    .replace(/^(CREATE [^(]*).*$/, '$1')
    .slice(0, 60);
}

/**
 * Uploads are no statements of a session that a test can watch, and what was uploaded before is not looked for again. The
 * order is not told: a CALL is noted before what is asked right before it is sent.
 */
function outlines(statements: readonly string[]): string[] {
  return statements
    .filter((sql) => !sql.startsWith('PUT'))
    .map(outline)
    .filter((line, at, all) => !line.startsWith('LIST') || all.indexOf(line) === at)
    .toSorted();
}

function plannedOutlines({ statements }: RetrainingPlan): string[] {
  return outlines(statements.map(({ sql }) => sql));
}

/** The request of a procedure, as JSON. */
function valueOf({ statements }: RetrainingPlan, call: string): string {
  const found = statements.find(({ sql }) => sql.startsWith(`CALL "RATCHET_${call}`));
  return String(found?.values[0]);
}

describe('planRetraining', () => {
  it('tells the very statements that a first run then sends', async () => {
    const request = smallRequest();
    const planned = await planOf(request);
    expect(planned).toMatchObject({ version: 1, liveVersion: null });
    expect(await objects()).toHaveLength(1);

    const { publication, sent } = await promote(request);

    expect(publication).toMatchObject({ kind: 'published', version: 1 });
    expect(plannedOutlines(planned)).toEqual(outlines(sent));
  }, 180_000);

  it('tells those of a run that replaces the live version', async () => {
    const rules = { accuracy: { min: 0.5, maxLoss: 0.5, confidence: 0.9 } };
    const slices = [{ by: 'CONTRACT', minimumRows: 5, rules: { accuracy: { maxLoss: 0.9 } } }];
    const checks = { rowCount: { ratioBelow: 0.5 }, labelRate: { changeAbove: 0.5 } };
    const request = smallRequest({
      gate: { rules, slices, checks },
      training: { params: { C: 2 } },
    });
    const before = await objects();
    const planned = await planOf(request);
    expect(planned).toMatchObject({ version: 2, liveVersion: 1 });
    expect(await objects()).toEqual(before);
    const evaluated = valueOf(planned, 'EVALUATE');
    expect(JSON.parse(evaluated)).toMatchObject({ champion: { version: 1, fence: 1 } });
    expect(JSON.parse(valueOf(planned, 'SWITCH'))).toMatchObject({ expectedFence: 1 });

    const { publication, sent } = await promote(request);

    expect(publication).toMatchObject({ kind: 'published', version: 2, previousVersion: 1 });
    expect(plannedOutlines(planned)).toEqual(outlines(sent));
  }, 180_000);
});
