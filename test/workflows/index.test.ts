import { describe, expect, it } from 'vitest';

import {
  MAINTAIN_MODELS,
  PLAN_MODEL,
  READ_LEDGER,
  RETRAIN_MODEL,
  RETRAIN_ON_SCHEDULE,
  ROLL_BACK_MODEL,
} from '../../pipeline/workflow-ids.js';
import * as workflows from '../../workflows/index.js';

describe('the entry of the Workflow bundle', () => {
  it('exports the Workflow Types and nothing else', () => {
    expect(Object.keys(workflows)).toEqual([
      MAINTAIN_MODELS,
      PLAN_MODEL,
      READ_LEDGER,
      RETRAIN_MODEL,
      RETRAIN_ON_SCHEDULE,
      ROLL_BACK_MODEL,
    ]);
  });
});
