import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';

import { StepProblem } from '../activities/step-problem.js';
import type { ReadingActivities } from '../pipeline/activities.js';
import { MAX_ANSWER_BYTES } from '../pipeline/ledger-reading.js';
import { jsonBytes, MAX_RESULT_BYTES } from '../pipeline/payload-size.js';
import { activityFailure } from './activity-failure.js';

/** Their results go to a Client, and to no other step. */
const READING: readonly string[] = [
  'answerFromLedger',
  'planRetraining',
] satisfies readonly (keyof ReadingActivities)[];

/** Whatever ends an attempt of an Activity goes to Temporal as `activityFailure` makes it, a result that is too large too. */
export function failureInterceptor(context: Context): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        try {
          return withinPayload(await next(input), context);
        } catch (error) {
          throw activityFailure(error, context);
        }
      },
    },
  };
}

/** Temporal would refuse it, here or where the Workflow passes it on, and both would be tried again for ever. */
function withinPayload(result: unknown, { info }: Context): unknown {
  const bytes = jsonBytes(result);
  const most = READING.includes(info.activityType) ? MAX_ANSWER_BYTES : MAX_RESULT_BYTES;
  if (bytes <= most) return result;
  throw new StepProblem(
    'PayloadsTooLarge',
    `The result of ${info.activityType} takes ${bytes} bytes, expected at most ${most}: there are too many columns or metrics.`,
  );
}
