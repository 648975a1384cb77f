import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KeyPairFiles {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** The key pair that the Worker logs in to local Snowflake with; made once, readable by its owner only. */
export function keyPairFiles(dataDirectory: string): KeyPairFiles {
  const folder = join(dataDirectory, 'keys');
  const files = { privateKey: join(folder, 'rsa_key.p8'), publicKey: join(folder, 'rsa_key.pub') };
  if (existsSync(files.privateKey) && existsSync(files.publicKey)) return files;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(files.privateKey, pair.privateKey, { mode: 0o600 });
  writeFileSync(files.publicKey, pair.publicKey);
  return files;
}
