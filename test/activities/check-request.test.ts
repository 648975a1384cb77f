import { describe, expect, it } from 'vitest';

import { checkRequest } from '../../activities/check-request.js';
import { filesDigest } from '../../activities/content-digest.js';
import { codeDigest } from '../../client/digests.js';
import type { RetrainingRequest } from '../../pipeline/retraining-request.js';
import { requestWith } from '../support/retraining-request.js';

const HANDLERS = ['ratchet_training.py'];

function requestOf(code: Readonly<Record<string, string>>): RetrainingRequest {
  return requestWith({ code, codeDigest: codeDigest(code) });
}

describe('checkRequest', () => {
  it('gives back a spec that a Client checked as it is', () => {
    const request = requestOf({
      'features.sql': 'SELECT 1 FROM {customers}',
      'train.py': 'ünï = 1',
    });

    expect(checkRequest(request, HANDLERS)).toEqual(request.spec);
  });

  it('refuses a policy without rules, whoever sends it', () => {
    const request = requestWith();
    const spec = { ...request.spec, gate: { ...request.spec.gate, rules: {} } };

    expect(() => checkRequest({ ...request, spec }, HANDLERS)).toThrow('at least one rule');
  });

  it('refuses a spec without the defaults that the Client fills in: later steps need them', () => {
    const request = requestOf({ 'features.sql': 'SELECT 1 FROM {customers}' });
    const spec = { ...request.spec };
    Reflect.deleteProperty(spec, 'split');

    expect(() => checkRequest({ ...request, spec }, HANDLERS)).toThrow(
      'model.yaml is not in the form in which the Client sends it',
    );
  });

  it('refuses names that are not written as the Client writes them', () => {
    const request = requestOf({ 'features.sql': 'SELECT 1 FROM {customers}' });
    const spec = { ...request.spec, entity: 'CustomerId' };

    expect(() => checkRequest({ ...request, spec }, HANDLERS)).toThrow(
      'model.yaml is not in the form in which the Client sends it',
    );
  });

  it('refuses a policy that is not what its digest says', () => {
    const request = {
      ...requestOf({ 'features.sql': 'SELECT 1 FROM {customers}' }),
      policyDigest: 'd'.repeat(64),
    };

    expect(() => checkRequest(request, HANDLERS)).toThrow(
      /^The policy has the digest [0-9a-f]{64}, but the request says dddd/,
    );
  });

  it.each(['../train.py', '/etc/passwd', "a'b.py", 'a b.py', '', '.hidden'])(
    'refuses the file name %j',
    (name) => {
      expect(() => checkRequest(requestOf({ [name]: '' }), HANDLERS)).toThrow('is not allowed');
    },
  );

  it("refuses a file with the name of one of Ratchet's own", () => {
    expect(() => checkRequest(requestOf({ 'ratchet_training.py': '' }), HANDLERS)).toThrow(
      "ratchet_training.py has the name of one of Ratchet's own handlers",
    );
  });

  it('refuses code that is not what its digest says', () => {
    const request = { ...requestOf({ 'train.py': 'a' }), codeDigest: 'c'.repeat(64) };

    expect(() => checkRequest(request, HANDLERS)).toThrow('but the request says cccc');
  });

  it.each(['HEAD', 'c0ffee', `${'c'.repeat(40)}; DROP TABLE RUNS`])(
    'refuses the git commit %j',
    (gitCommit) => {
      const request = { ...requestOf({ 'train.py': 'a' }), gitCommit };

      expect(() => checkRequest(request, HANDLERS)).toThrow('expected 40 or 64 hex digits');
    },
  );

  it('refuses a features.sql that is more than one SELECT', () => {
    const request = requestOf({ 'features.sql': 'SELECT 1 FROM {customers}; DROP TABLE RUNS' });

    expect(() => checkRequest(request, HANDLERS)).toThrow(
      'features.sql, character 26: found a ;, expected one SELECT',
    );
  });
});

describe('filesDigest', () => {
  it('is what the Client calls the code digest', () => {
    const code = { 'train.py': 'def build(params): ...', 'features.sql': 'SELECT 1 -- ünï' };

    expect(filesDigest(code)).toBe(codeDigest(code));
  });
});
