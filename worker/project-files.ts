import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { WorkflowCode } from './create-worker.js';

const IS_COMPILED = import.meta.url.endsWith('.js');

/** The nearest folder above this file that holds package.json. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json was not found above the Worker');
    folder = parent;
  }
  return folder;
}

/** Ratchet's own Python handlers, which the Worker uploads. */
export function handlersDirectory(): string {
  return join(projectRoot(), 'python', 'handlers');
}

/** The module whose exports are the Workflow Types, in the form in which this file itself runs. */
export function workflowsModule(): string {
  return fileURLToPath(
    new URL(IS_COMPILED ? '../workflows/index.js' : '../workflows/index.ts', import.meta.url),
  );
}

/** Where `npm run build` leaves the Workflow code. */
export function workflowBundle(): string {
  return join(projectRoot(), 'dist', 'workflow-bundle.js');
}

/** Compiled, the Worker takes the prebuilt bundle; from source, it bundles the source as it is now. */
export function workflowCode(): WorkflowCode {
  if (!IS_COMPILED) return { module: workflowsModule() };
  const bundle = workflowBundle();
  if (existsSync(bundle)) return { bundle };
  throw new Error(`${bundle} is missing: run npm run build first.`);
}
