import type { Run } from '../../pipeline/run.js';

/** A run of telco-churn. */
export const RUN: Run = {
  id: '0199a4e2-7f00-7000-8000-0123456789ab',
  workflowId: 'retrain-telco-churn',
  model: 'telco-churn',
  trigger: 'manual',
  startedBy: 'ada',
  reason: null,
};
