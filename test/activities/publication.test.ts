import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runKey, scoresTable } from '../../pipeline/object-names.js';
import type { Publication, PublicationInput } from '../../pipeline/publication.js';
import { runChain } from '../support/activity-chain.js';
import { newRun, openActivityPlace, type ActivityPlace } from '../support/activity-place.js';
import { Candidates } from '../support/passed-candidate.js';
import { createCustomers, smallRequest } from '../support/small-model.js';

let place: ActivityPlace;
let candidates: Candidates;

beforeAll(async () => {
  place = await openActivityPlace('PUBLICATION');
  await createCustomers(place);
  candidates = new Candidates(place);
});
afterAll(() => place.close());

function passed(wanted: Parameters<Candidates['passed']>[0] = {}): Promise<PublicationInput> {
  return candidates.passed(wanted);
}

function publish(input: PublicationInput): Promise<Publication> {
  return candidates.publish(input);
}

/** What the serving function answers for the rows that were judged, against what was judged. */
async function wrongAnswers({ run, spec }: PublicationInput): Promise<string | null | undefined> {
  const [row] = await place.query(
    `SELECT COUNT(IFF(${spec.publication.function}(CHARGES, CONTRACT) <> RATCHET_PREDICTION, 1, NULL)) AS N ` +
      `FROM "${scoresTable(run)}"`,
  );
  return row?.['N'];
}

describe('publishUdf', () => {
  it('publishes functions of the version and points the serving names at them', async () => {
    const input = await passed();

    const publication = await publish(input);

    expect(publication).toMatchObject({ kind: 'published', version: 1, fence: 1 });
    expect(await wrongAnswers(input)).toBe('0');
    const rows = await place.query(
      'SELECT FUNCTION_NAME, ARTIFACT_SHA256, CODE_DIGEST FROM MODEL_VERSIONS WHERE MODEL = ?',
      [input.run.model],
    );
    expect(rows).toEqual([
      {
        FUNCTION_NAME: publication.kind === 'published' ? publication.versionedFunctionName : '',
        ARTIFACT_SHA256: input.candidate.artifactSha256,
        CODE_DIGEST: input.codeDigest,
      },
    ]);
  });

  it('publishes features with any names, as what they are', async () => {
    const hostile = `a"b; DROP TABLE 'RUNS' $$ \\ --`;
    const quoted = `"${hostile.replaceAll('"', '""')}"`;
    const select = `SELECT *, CHARGES / 2 AS ${quoted} FROM {customers}`;
    const request = smallRequest({ name: 'hostile-names' }, { 'features.sql': select });

    const { publication, featureTable, run } = await runChain(
      place,
      newRun('hostile-names'),
      request,
    );

    expect(featureTable.features.map(({ name }) => name)).toContain(hostile);
    expect(publication).toMatchObject({ kind: 'published', functionName: 'PREDICT_SMALL' });
    const [row] = await place.query(
      `SELECT COUNT(*) AS N FROM "${scoresTable(run)}" WHERE PREDICT_SMALL(CHARGES, CONTRACT, ${quoted}) = RATCHET_PREDICTION`,
    );
    expect(Number(row?.['N'])).toBeGreaterThan(featureTable.rows.TEST);
  });

  it('leaves the version of a run that was faster where it is', async () => {
    const slow = await passed();
    const fast = await passed({ model: slow.run.model });
    expect(await publish(fast)).toMatchObject({ kind: 'published', fence: 1 });

    const publication = await publish(slow);

    expect(publication).toEqual({
      kind: 'superseded',
      liveVersion: 1,
    });
    expect(
      await place.query('SELECT RUN_ID FROM LIVE_VERSION WHERE MODEL = ?', [slow.run.model]),
    ).toEqual([{ RUN_ID: fast.run.id }]);
  });

  it('is done when a later run takes the serving name over before it was asked', async () => {
    const input = await passed();
    const { publication: served, name } = input.spec;
    const publishLater = async () => publish(await passed({ model: name, c: 0.0001 }));
    let later: Promise<unknown> | undefined;
    const asksServingName = (sql: string) => sql.includes(`"${served.function}"(CAST`);

    const publication = await place.run(
      (activities) => activities.publishUdf(input),
      async ({ sql }) => {
        if (asksServingName(sql)) await (later ??= publishLater());
      },
    );

    expect(publication).toMatchObject({ kind: 'published', version: 1, fence: 1 });
    expect(await later).toMatchObject({ version: 2, fence: 2 });
  });

  it('never replaces a function that another made under the name of the version', async () => {
    const input = await passed();
    const key = runKey(input.run).toUpperCase();
    const name = `${input.spec.publication.function}__V1_${key}`;
    await place.query(
      `CREATE FUNCTION "${name}"(CHARGES FLOAT, CONTRACT VARCHAR) RETURNS FLOAT AS '0::FLOAT'`,
    );

    const publication = publish(input);

    await expect(publication).rejects.toMatchObject({ type: 'VersionConflict' });
    await expect(publication).rejects.toThrow(`There is a function ${name} that this run did not`);
  });

  it('refuses the serving name of another model', async () => {
    const first = await passed();
    await publish(first);
    const second = await passed({ function: first.spec.publication.function });

    const publication = publish(second);

    await expect(publication).rejects.toMatchObject({ type: 'VersionConflict' });
    await expect(publication).rejects.toThrow(
      `The function ${first.spec.publication.function} serves the model ${first.run.model}.`,
    );
    expect(await wrongAnswers(first)).toBe('0');
  });

  it('refuses a serving name whose companion serves another model', async () => {
    const first = await passed({ function: 'PREDICT_TAKEN_PROBA' });
    await publish(first);
    const second = await passed({ function: 'PREDICT_TAKEN' });

    const publication = publish(second);

    await expect(publication).rejects.toMatchObject({ type: 'VersionConflict' });
    await expect(publication).rejects.toThrow(
      `The function PREDICT_TAKEN_PROBA serves the model ${first.run.model}.`,
    );
    expect(await wrongAnswers(first)).toBe('0');
  });

  it('switches nothing when the function does not answer as it was judged', async () => {
    const input = await passed();
    await place.query(
      `UPDATE "${scoresTable(input.run)}" SET RATCHET_PROBABILITY = RATCHET_PROBABILITY + 0.000001`,
    );

    const publication = publish(input);

    await expect(publication).rejects.toMatchObject({ type: 'ParityMismatch' });
    await expect(publication).rejects.toThrow(/of \d+ rows, 0 predictions and \d+ probabilities/);
    expect(
      await place.query('SELECT FENCE FROM LIVE_VERSION WHERE MODEL = ?', [input.run.model]),
    ).toEqual([{ FENCE: '0' }]);
  });

  it('compares on golden rows as well, and leaves out those that the model does not answer', async () => {
    const input = await passed();
    const golden = 'RATCHET_GOLDEN IS NOT NULL';
    const scores = scoresTable(input.run);
    const [stored] = await place.query(`SELECT COUNT(*) AS N FROM "${scores}" WHERE ${golden}`);
    const { rows, unanswered } = input.evaluation.evidence.golden ?? { rows: 0, unanswered: [] };
    // Its train.py neither imputes nor ignores what is unknown.
    expect(unanswered).toEqual(
      expect.arrayContaining(['every feature is NULL', 'CHARGES is NULL', 'CONTRACT is unseen']),
    );
    expect(Number(stored?.['N'])).toBe(rows - unanswered.length);
    await place.query(
      `UPDATE "${scores}" SET RATCHET_PREDICTION = 1 - RATCHET_PREDICTION WHERE RATCHET_GOLDEN = 'CHARGES is -1'`,
    );

    const publication = publish(input);

    await expect(publication).rejects.toMatchObject({ type: 'ParityMismatch' });
    await expect(publication).rejects.toThrow(/of \d+ rows, 1 predictions and 0 probabilities/);
  });

  it('publishes no function for other features than the model was trained with', async () => {
    const input = await passed();
    const features = input.featureTable.features.toReversed();

    const publication = publish({ ...input, featureTable: { ...input.featureTable, features } });

    await expect(publication).rejects.toMatchObject({ type: 'LockBroken' });
    await expect(publication).rejects.toThrow(
      'found a function for other features, expected CHARGES (number)',
    );
    expect(
      await place.query('SELECT FENCE FROM LIVE_VERSION WHERE MODEL = ?', [input.run.model]),
    ).toEqual([{ FENCE: '0' }]);
  });

  it('publishes no function with packages that Snowflake cannot give exactly', async () => {
    const input = await passed();
    const packages = { ...input.candidate.packages, numpy: '1.0.1' };

    const publication = publish({ ...input, candidate: { ...input.candidate, packages } });

    await expect(publication).rejects.toMatchObject({ type: 'LockBroken' });
    await expect(publication).rejects.toThrow(
      /no Python 3\.\d+ with the packages .*numpy==1\.0\.1/,
    );
  });

  it.each([['its artifact', { artifactSha256: 'b'.repeat(64) }, 'about another artifact']])(
    'refuses a candidate that differs from the judged one in %s',
    async (_, changes, message) => {
      const input = await passed();

      const publication = publish({ ...input, candidate: { ...input.candidate, ...changes } });

      await expect(publication).rejects.toMatchObject({ type: 'GateNotPassed' });
      await expect(publication).rejects.toThrow(message);
    },
  );

  it('refuses evidence that does not carry the verdict', async () => {
    const input = await passed();
    const gate = { ...input.spec.gate, rules: { roc_auc: { min: 0.999 } } };

    const publication = publish({ ...input, spec: { ...input.spec, gate } });

    await expect(publication).rejects.toMatchObject({ type: 'GateNotPassed' });
    expect(
      await place.query('SELECT VERSION FROM PROMOTIONS WHERE MODEL = ?', [input.run.model]),
    ).toEqual([]);
  });

  it('refuses evidence that was changed after the verdict', async () => {
    const input = await passed();
    await place.query(
      `UPDATE EVIDENCE SET EVIDENCE = REPLACE(EVIDENCE, 'accuracy', 'recall') WHERE RUN_ID = ?`,
      [input.run.id],
    );

    await expect(publish(input)).rejects.toMatchObject({ type: 'LedgerCorrupt' });
  });

  it('keeps the grants of the serving name, and the version before', async () => {
    const input = await passed();
    const first = await publish(input);
    await place.query('CREATE ROLE IF NOT EXISTS ANALYST');
    const signature = `${input.spec.publication.function}(FLOAT, VARCHAR)`;
    await place.query(`GRANT USAGE ON FUNCTION ${signature} TO ROLE ANALYST`);
    const second = await publish(await passed({ model: input.run.model }));

    expect(second).toMatchObject({ version: 2, previousVersion: 1 });
    const grants = await place.query(`SHOW GRANTS ON FUNCTION ${signature}`);
    expect(grants.map((row) => row['grantee_name'])).toContain('ANALYST');
    const old = first.kind === 'published' ? first.versionedFunctionName : '';
    const [answer] = await place.query(`SELECT "${old}"(1.5, 'Year') AS P`);
    expect(answer?.['P']).toMatch(/^[01]/);
  });
});
