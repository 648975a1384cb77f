import { z } from 'zod';

import { on } from './check-consequence.js';
import { byColumn, columnName } from './column-name.js';
import { freshnessCheck, looksCheck, rowCountCheck, schemaCheck } from './data-check-policy.js';

const share = z.number().min(0).max(1);
const amount = z.number().min(0);
const features = (description: string) => z.array(columnName).default([]).meta({ description });

const duplicateRows = z
  .strictObject({ above: share.default(0.05), on: on('reject') })
  .meta({ description: 'Held-out rows whose features all repeat a row outside the hold-out.' });

const copiedRows = z.strictObject({ above: share.default(0.001), on: on('reject') }).meta({
  description:
    'Rows that are copies of others under another entity, as a share of all rows: with 99 % certainty there are at least so many.',
});

const singleFeature = z
  .strictObject({
    above: share.default(0.98),
    except: features('Features that may predict the target almost alone.'),
    on: on('reject'),
  })
  .meta({
    description:
      'A feature that predicts the held-out target almost alone: by its area under the ROC curve, or in a regression by the size of its rank correlation.',
  });

const identifier = z
  .strictObject({
    except: features('Features that may have another value for each entity.'),
    on: on('warn'),
  })
  .meta({
    description:
      'A text or whole number that has another value for each entity, as a key or the number of a row has.',
  });

const drift = z
  .strictObject({
    psiAbove: amount.default(0.25),
    features: byColumn(z.strictObject({ psiAbove: amount }))
      .default({})
      .meta({ description: 'Features with a bound of their own.' }),
    on: on('warn'),
  })
  .meta({
    description:
      'Population stability index of each feature between training and held-out rows; 0.25 is a large shift.',
  });

const labelRate = z.strictObject({ changeAbove: amount.default(0.1), on: on('warn') }).meta({
  description:
    'Difference of the share of positive rows, or of any label, between training and held-out rows; in a regression, of the mean, as a share of it.',
});

const calibration = z
  .strictObject({ errorAbove: share.default(0.1), on: on('warn') })
  .meta({ description: 'Mean distance of predicted probability and what happened, 0 to 1.' });

const goldenRows = z.strictObject({ on: on('warn') }).meta({
  description:
    'Made-up rows at the edges of the features (NULL, a category nobody has seen, huge numbers) that the model raises on.',
});

/** Checks of data and model beside the rules on metrics; what stands here is judged, whatever the defaults do. */
export const checksSchema = z
  .strictObject({
    duplicateRows: duplicateRows.optional(),
    copiedRows: copiedRows.optional(),
    singleFeature: singleFeature.optional(),
    identifier: identifier.optional(),
    drift: drift.optional(),
    labelRate: labelRate.optional(),
    calibration: calibration.optional(),
    goldenRows: goldenRows.optional(),
    schema: schemaCheck.optional(),
    rowCount: rowCountCheck.optional(),
    freshness: freshnessCheck.optional(),
    looks: looksCheck.optional(),
  })
  .meta({ description: 'Checks of data and model, each with its bound and what it does.' });

export type ChecksPolicy = z.output<typeof checksSchema>;

/** What is judged when the policy says nothing, as far as the evidence has it (decision 0009). */
export const DEFAULT_CHECKS = {
  copiedRows: copiedRows.parse({}),
  /** Honest features of medicine pass 0.98 at times, so that alone rejects only where hardly one can. */
  singleFeature: [
    singleFeature.parse({ above: 0.995 }),
    singleFeature.parse({ above: 0.98, on: 'warn' }),
  ],
  identifier: identifier.parse({}),
  drift: drift.parse({}),
  labelRate: labelRate.parse({}),
  calibration: calibration.parse({}),
  goldenRows: goldenRows.parse({}),
  looks: looksCheck.parse({}),
} as const;
