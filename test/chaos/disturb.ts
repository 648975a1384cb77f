import type { HeldRequest } from '../support/snowflake-faults.js';
import { begin } from './actions.js';
import { MOMENTS } from './moments.js';
import type { Disturbance } from './plan.js';
import type { SeedPlace } from './seed-place.js';

/** Disturbances that wait for their moments. */
export interface ArmedDisturbances {
  /** How many have come to pass. */
  readonly met: number;
  /** Resolves when all that has begun is done; throws what went wrong with it. */
  readonly settle: () => Promise<void>;
}

/** Lets each disturbance wait for the request at which it is to happen. */
export function armDisturbances(place: SeedPlace): ArmedDisturbances {
  const underWay: Promise<void>[] = [];
  for (const disturbance of place.plan.disturbances) {
    const { name, skip, at } = disturbance.moment;
    void place.proxy.hold({ ...MOMENTS[name], skip, at }).then((held) => {
      const done = disturb(place, disturbance, held);
      // Whoever settles hears of it; until then it is no unhandled rejection.
      done.catch(() => undefined);
      underWay.push(done);
    });
  }
  return {
    get met() {
      return underWay.length;
    },
    settle: async () => {
      await Promise.all(underWay);
    },
  };
}

async function disturb(
  place: SeedPlace,
  { moment, action }: Disturbance,
  held: HeldRequest,
): Promise<void> {
  place.journal.note(`${action.kind} ${moment.at} ${moment.name} #${moment.skip + 1}`);
  let rest: Awaited<ReturnType<typeof begin>>;
  try {
    rest = await begin(place, action);
  } finally {
    held.release();
  }
  await rest();
  place.journal.note(`${action.kind} is over`);
}
