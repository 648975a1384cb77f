// Vitest's global set-up of tests whose Workers run compiled, as they do in production.
export { build as setup } from './set-up.mjs';
