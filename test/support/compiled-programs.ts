import { join } from 'node:path';
import { vi } from 'vitest';

/**
 * Set-up of tests that start Workers: compiled, as they run in production. Through tsx, each would compile itself and bundle
 * its Workflows anew.
 */
vi.mock(import('../../client/dev/programs.js'), async (original) => {
  const programs = await original();
  const compiled = (name: string) => [join(programs.projectRoot(), 'dist', `${name}.js`)];
  return { ...programs, moduleArguments: compiled };
});
