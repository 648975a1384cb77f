import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';

import { activityFailure } from './activity-failure.js';

/** Whatever ends an attempt of an Activity goes to Temporal as `activityFailure` makes it. */
export function failureInterceptor(context: Context): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          throw activityFailure(error, context);
        }
      },
    },
  };
}
