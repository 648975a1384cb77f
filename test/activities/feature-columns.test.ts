import { describe, expect, it } from 'vitest';

import type { TableColumn } from '../../activities/describe-table.js';
import { featureColumns, type FeatureColumns } from '../../activities/features/columns.js';
import { checkSliceColumns } from '../../activities/features/slice-columns.js';
import { positiveClass } from '../../activities/features/positive-class.js';
import type { FeatureKind } from '../../pipeline/feature-kind.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { requestWith } from '../support/retraining-request.js';

const { spec } = requestWith();
const ENTITY = { name: 'CUSTOMERID', type: 'VARCHAR(16777216)' };
const TARGET = { name: 'CHURNVALUE', type: 'NUMBER(38,0)' };

function columnsOf(...columns: readonly TableColumn[]) {
  return featureColumns('features.sql', columns, spec);
}

function withTarget(target: ModelSpec['target']): ModelSpec {
  return { ...spec, target };
}

function columns(kind: FeatureKind): FeatureColumns {
  return { entity: 'CUSTOMERID', target: { name: 'CHURNVALUE', kind }, features: [] };
}

describe('featureColumns', () => {
  it('takes all other columns as features, with their kinds', () => {
    const { entity, target, features } = columnsOf(
      { name: 'MONTHLYCHARGES', type: 'NUMBER(10,2)' },
      ENTITY,
      { name: 'CONTRACT', type: 'VARCHAR(20)' },
      TARGET,
      { name: 'PARTNER', type: 'BOOLEAN' },
      { name: 'TENURE', type: 'FLOAT' },
    );

    expect({ entity, target: target.name }).toEqual({ entity: 'CUSTOMERID', target: 'CHURNVALUE' });
    expect(features).toEqual([
      { name: 'MONTHLYCHARGES', kind: 'number' },
      { name: 'CONTRACT', kind: 'text' },
      { name: 'PARTNER', kind: 'boolean' },
      { name: 'TENURE', kind: 'number' },
    ]);
  });

  const feature = { name: 'A', type: 'FLOAT' };
  it.each([
    ['no entity', [TARGET, feature], 'no column CUSTOMERID, the entity; it gives CHURNVALUE, A.'],
    ['no target', [ENTITY, feature], 'no column CHURNVALUE, the target; it gives CUSTOMERID, A.'],
    ['no feature', [ENTITY, TARGET], 'no column besides entity and target'],
    [
      'a floating-point entity',
      [{ ...ENTITY, type: 'FLOAT' }, TARGET, feature],
      'gives the entity CUSTOMERID as FLOAT. Expected VARCHAR or NUMBER: cast it',
    ],
    [
      'a date among the features',
      [ENTITY, TARGET, { name: 'SINCE', type: 'DATE' }],
      'gives the column SINCE as DATE. Expected a number, text or BOOLEAN: turn a date into a number',
    ],
    [
      'a reserved name',
      [ENTITY, TARGET, { name: 'RATCHET_SPLIT', type: 'VARCHAR(5)' }],
      'gives the column RATCHET_SPLIT. Rename it',
    ],
  ])('refuses %s', (_, columns, message) => {
    expect(() => columnsOf(...columns)).toThrow(message);
  });
});

describe('positiveClass', () => {
  it.each([
    ['1 of a number', columns('number'), { column: 'CHURNVALUE' }, 1],
    ['true of a boolean', columns('boolean'), { column: 'CHURNVALUE' }, true],
    ['what model.yaml says', columns('text'), { column: 'CHURNVALUE', positive: 'Yes' }, 'Yes'],
  ])('is %s', (_, found, target, value) => {
    expect(positiveClass(found, withTarget(target))).toEqual({
      condition: '"CHURNVALUE" = ?',
      value,
    });
  });

  it.each([
    ['a text column without a positive value', columns('text'), { column: 'CHURNVALUE' }],
    ['a text for a number', columns('number'), { column: 'CHURNVALUE', positive: '1' }],
    ['a number for a boolean', columns('boolean'), { column: 'CHURNVALUE', positive: 1 }],
  ])('refuses %s', (_, found, target) => {
    expect(() => positiveClass(found, withTarget(target))).toThrow(
      /^The target CHURNVALUE is a column of kind .*, but model.yaml gives .* positive: VALUE/,
    );
  });
});

function slicesBy(...names: readonly string[]) {
  return { slices: names.map((name) => ({ by: name, minimumRows: 100, rules: {} })) };
}

describe('checkSliceColumns', () => {
  const given = {
    entity: 'CUSTOMERID',
    target: { name: 'CHURNVALUE', kind: 'number' },
    features: [{ name: 'CONTRACT', kind: 'text' }],
  } as const;
  it('accepts columns that the features file gives, and a policy without slices', () => {
    expect(() => {
      checkSliceColumns('features.sql', given, slicesBy('CONTRACT', 'CHURNVALUE'));
      checkSliceColumns('features.sql', given, {});
    }).not.toThrow();
  });

  it('refuses others before anything is trained', () => {
    expect(() => {
      checkSliceColumns('features.sql', given, slicesBy('CONTRACT', 'REGION'));
    }).toThrow(
      'features.sql gives no column REGION, which gate.slices asks for; it gives CONTRACT, CHURNVALUE.',
    );
  });

  it('refuses the entity, whose values would stand in the verdict', () => {
    expect(() => {
      checkSliceColumns('features.sql', given, slicesBy('CUSTOMERID'));
    }).toThrow('gate.slices asks for slices by CUSTOMERID, the entity');
  });
});
