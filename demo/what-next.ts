import { DEV_DEFAULTS, type DevEnvironment } from '../client/dev/dev-environment.js';

/** What to try while everything is still up. */
export function whatNext({ urls }: DevEnvironment): string {
  const usual = `127.0.0.1:${DEV_DEFAULTS.temporalPort}`;
  const address = urls.temporal === usual ? '' : ` --address ${urls.temporal}`;
  return [
    '',
    `Everything stays up until Ctrl-C. See the runs: ${urls.webUi}`,
    'Try next, in another terminal:',
    `  npx ratchet status telco-churn${address}`,
    `  npx ratchet run telco-churn --follow${address}      (no new data: NO CHANGE; --force trains all the same)`,
    `  npx ratchet schedule apply telco-churn${address}    (every Monday at 6)`,
    'and edit models/telco-churn/train.py or the gate in its model.yaml before the next run.',
  ].join('\n');
}
