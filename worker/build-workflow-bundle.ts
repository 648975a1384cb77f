import { writeFile } from 'node:fs/promises';

import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

import { workflowBundle, workflowsModule } from './project-files.js';

/** A Worker with a prebuilt bundle starts in 1.0–1.4 s instead of 3.4 s (measured). */
const { code } = await bundleWorkflowCode({
  workflowsPath: workflowsModule(),
  logger: new DefaultLogger('WARN'),
});
await writeFile(workflowBundle(), code);
