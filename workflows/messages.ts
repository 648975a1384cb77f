import { defineQuery } from '@temporalio/workflow';

import type { Progress } from '../pipeline/progress.js';

/** How far a run is, while it runs and after it ended. */
export const progressQuery = defineQuery<Progress>('progress');
