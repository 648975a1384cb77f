import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { MOMENTS } from '../chaos/moments.js';
import type { FaultPlace } from './fault-place.js';
import type { FaultRun } from './fault-run.js';
import { useFaultPlaces } from './use-fault-places.js';

const places = useFaultPlaces();

describe('a Temporal server that is killed', () => {
  it('C9 while a run trains: the run goes on when it is back', () =>
    places.within('without-temporal', async (place) => {
      place.startWorker();
      const run = await place.retrainUntilTraining({ trainingMs: 6_000 });
      const restart = await place.servers.killTemporal(2_000);
      await restart();

      expect(await run.end()).toBe('PROMOTED');
      expect(await run.trainings()).toHaveLength(1);
      expect((await place.conclude()).violations).toEqual([]);
    }));
});

describe('local Snowflake that is killed', () => {
  it.each([
    ['while it trains', 'train', ['FAILED_WITH_ERROR', 'SUCCESS']],
    ['between the switch and the serving function', 'switch', ['SUCCESS']],
  ] as const)('%s: the run goes on when it is back', (_, moment, trainings) =>
    places.within(`without-snowflake-at-${moment}`, async (place) => {
      place.startWorker();
      expect(await (await place.retrain()).end()).toBe('PROMOTED');
      await place.probe();
      const arrived = place.proxy.hold({ ...MOMENTS[moment], at: 'after' });
      const run = await place.retrain({ trainingMs: 3_000 });
      const held = await arrived;
      const restart = await place.servers.killSnowflake(1_000);
      held.reset();
      await restart();

      expect(await run.end()).toBe('PROMOTED');
      expect((await run.trainings()).map(({ status }) => status)).toEqual(trainings);
      expect((await place.conclude()).violations).toEqual([]);
    }),
  );
});

describe('an operator', () => {
  it('C8 who pauses and resets the training in Temporal: it is taken up again', () =>
    places.within('paused', async (place) => {
      place.startWorker();
      const run = await place.retrainUntilTraining({ trainingMs: 8_000 });
      await pauseAndReset(place, run);

      expect(await run.end()).toBe('PROMOTED');
      expect(await run.trainings()).toHaveLength(1);
      expect((await place.conclude()).violations).toEqual([]);
    }));
});

async function pauseAndReset({ temporal }: FaultPlace, run: FaultRun): Promise<void> {
  const { workflowService } = temporal.client;
  const { workflowId, runId } = run.reference;
  const request = {
    namespace: temporal.namespace,
    execution: { workflowId, runId },
    type: 'trainCandidate',
    identity: 'an operator',
  };
  const attempts = async () => {
    const { raw } = await run.handle.describe();
    return raw.pendingActivities?.map(({ paused, attempt }) => ({ paused, attempt }));
  };
  await workflowService.pauseActivity(request);
  await expect.poll(attempts, { timeout: 30_000 }).toMatchObject([{ paused: true }]);
  await workflowService.resetActivity(request);
  await workflowService.unpauseActivity(request);
}

describe('somebody', () => {
  it('B9 P7 who writes other bytes over a model that passed: it never serves', () =>
    places.within('overwritten', async (place) => {
      place.startWorker();
      expect(await (await place.retrain()).end()).toBe('PROMOTED');
      await place.probe();
      const arrived = place.proxy.hold(MOMENTS.claim);
      const run = await place.retrain();
      const held = await arrived;
      await overwriteArtifact(place, run);
      held.release();

      expect(await run.end()).toBe('ArtifactChanged');
      const { violations, observed } = await place.conclude();
      expect(observed.ledger.live).toMatchObject([{ VERSION: 1, FENCE: 1 }]);
      expect(violations).toEqual([expect.stringMatching(/^I6: version 2/)]);
    }));
});

async function overwriteArtifact({ query }: FaultPlace, run: FaultRun): Promise<void> {
  const [training] = await query(
    'SELECT PARSE_JSON(RESULT):artifact::VARCHAR AS ARTIFACT FROM TRAININGS WHERE RUN_ID = ?',
    [run.reference.runId],
  );
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-overwrite-'));
  const file = join(folder, 'model.joblib');
  writeFileSync(file, 'other bytes');
  const place = `'${training?.['ARTIFACT']}'`;
  await query(`PUT 'file://${file}' ${place} AUTO_COMPRESS = FALSE OVERWRITE = TRUE`);
  rmSync(folder, { recursive: true });
}
