#!/usr/bin/env node
// `npx ratchet …` in this repository. The program itself is TypeScript, compiled to dist/ by the set-up.
import { existsSync } from 'node:fs';

const program = new URL('../dist/client/cli.js', import.meta.url);

if (existsSync(program)) {
  await import(program.href);
} else {
  console.error('Ratchet is not compiled yet: run npm run set-up first.');
  process.exitCode = 2;
}
