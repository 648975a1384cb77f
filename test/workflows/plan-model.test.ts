import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';

import type { RetrainingPlan } from '../../pipeline/plan.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { PLAN_MODEL } from '../../pipeline/workflow-ids.js';
import type { planModel } from '../../workflows/index.js';
import { requestWith } from '../support/retraining-request.js';
import { withWorkflow } from '../support/workflow-run.js';

const PLAN: RetrainingPlan = {
  model: 'telco-churn',
  version: 1,
  liveVersion: null,
  statements: [{ step: 'staging', sql: 'CREATE STAGE IF NOT EXISTS "RATCHET_FILES"', values: [] }],
  objects: [{ step: 'staging', kind: 'STAGE', name: 'RATCHET_FILES' }],
};

describe('planModel', () => {
  it('gives the plan of a Worker for the request, and calls no step', async () => {
    const request = requestWith();
    const asked: RetrainingRequest[] = [];
    const activities = {
      planRetraining: (of: RetrainingRequest) => {
        asked.push(of);
        return Promise.resolve(PLAN);
      },
    };
    const start = (client: Client, taskQueue: string) =>
      client.workflow.start<typeof planModel>(PLAN_MODEL, {
        taskQueue,
        workflowId: taskQueue,
        args: [request],
      });

    const planned = await withWorkflow({ start, activities, shape: 'planned' }, (handle) =>
      handle.result(),
    );

    expect(planned).toEqual(PLAN);
    expect(asked).toEqual([request]);
  });
});
