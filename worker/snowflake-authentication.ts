import { z } from 'zod';

import type { Authentication } from '../activities/snowflake/snowflake-config.js';
import { privateFileProblem } from './private-file.js';

const settingsSchema = z.object({
  authenticator: z.string().optional(),
  private_key_file: z.string().optional(),
  private_key_passphrase: z.string().optional(),
  password: z.string().optional(),
  token: z.string().optional(),
  token_file_path: z.string().optional(),
});
type Settings = z.output<typeof settingsSchema>;

/** What one way to log in needs, or the setting that it lacks. */
type Choice = Authentication | { readonly missing: keyof Settings; readonly expected: string };

function keyPair({ private_key_file: file, private_key_passphrase: passphrase }: Settings): Choice {
  if (file === undefined) return { missing: 'private_key_file', expected: 'a private key in PEM' };
  const problem = privateFileProblem(file);
  if (problem !== null)
    return { missing: 'private_key_file', expected: `a private file; ${problem}` };
  return { kind: 'key-pair', privateKeyFile: file, passphrase: passphrase ?? null };
}

function password({ password: text }: Settings): Choice {
  if (text === undefined) return { missing: 'password', expected: 'a password' };
  return { kind: 'password', password: text };
}

function token(kind: 'oauth' | 'programmatic-access-token', settings: Settings): Choice {
  const { token: text, token_file_path: file } = settings;
  if (text !== undefined) return { kind, token: { text } };
  if (file === undefined) return { missing: 'token', expected: 'a token (or token_file_path)' };
  const problem = privateFileProblem(file);
  if (problem !== null)
    return { missing: 'token_file_path', expected: `a private file; ${problem}` };
  return { kind, token: { file } };
}

const AUTHENTICATORS: Readonly<Record<string, (settings: Settings) => Choice>> = {
  SNOWFLAKE_JWT: keyPair,
  SNOWFLAKE: password,
  OAUTH: (settings) => token('oauth', settings),
  PROGRAMMATIC_ACCESS_TOKEN: (settings) => token('programmatic-access-token', settings),
};

function choose(settings: Settings): Choice {
  const fallback = settings.private_key_file === undefined ? 'SNOWFLAKE' : 'SNOWFLAKE_JWT';
  const name = (settings.authenticator ?? fallback).toUpperCase();
  const authenticator = Object.hasOwn(AUTHENTICATORS, name) ? AUTHENTICATORS[name] : undefined;
  if (authenticator !== undefined) return authenticator(settings);
  const expected = `one of ${Object.keys(AUTHENTICATORS).join(', ')}: a Worker has nobody to answer a browser`;
  return { missing: 'authenticator', expected };
}

/** The way to log in that the settings describe; a key or token file must be readable by its owner alone. */
export const authenticationSchema = settingsSchema.transform(
  (settings, context): Authentication => {
    const choice = choose(settings);
    if ('kind' in choice) return choice;
    context.addIssue({ code: 'custom', path: [choice.missing], message: choice.expected });
    return z.NEVER;
  },
);
