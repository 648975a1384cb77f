import { describe, expect, it } from 'vitest';

import { requestProblem } from '../../pipeline/retraining-request.js';
import { requestWith } from '../support/retraining-request.js';

describe('requestProblem', () => {
  it('finds nothing wrong with what the Client sends', () => {
    expect(requestProblem(requestWith())).toBeNull();
    expect(requestProblem(requestWith({ trigger: 'schedule', reason: 'new tariffs' }))).toBeNull();
  });

  it.each(Object.keys(requestWith()))('names %s when it is missing', (member) => {
    const sent = Object.entries(requestWith()).filter(([name]) => name !== member);

    expect(requestProblem(Object.fromEntries(sent))).toContain(`at ${member}`);
  });

  it.each([
    ['trigger', { trigger: 'cron' }],
    ['startedBy', { startedBy: 7 }],
    ['spec.training.timeout', { spec: { ...requestWith().spec, training: { timeout: 'soon' } } }],
  ])('names %s when it is something else', (member, change) => {
    expect(requestProblem({ ...requestWith(), ...change })).toContain(`at ${member}`);
  });

  it.each([[undefined], [null], ['retrain'], [[]]])('refuses %j', (sent) => {
    expect(requestProblem(sent)).not.toBeNull();
  });
});
