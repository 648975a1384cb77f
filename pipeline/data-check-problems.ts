import { ageChecks, type ColumnContract } from './data-check-policy.js';
import type { GatePolicy } from './gate-policy.js';
import type { GatePolicyProblem, PolicyPath } from './gate-policy-problems.js';
import { kindOfValue } from './judge-column.js';

/** Contracts of columns that ask for nothing, or for what no row can be, and ages with two bounds. */
export function dataCheckProblems(policy: GatePolicy): GatePolicyProblem[] {
  return [...schemaProblems(policy), ...ageProblems(policy)];
}

/** Of two bounds of one age the larger would say nothing. */
function ageProblems({ checks = {} }: GatePolicy): GatePolicyProblem[] {
  const asked = ageChecks(checks);
  const place = ['checks', 'freshness'];
  return asked.flatMap(({ source, column }, index) => {
    const first = asked.findIndex((one) => one.source === source && one.column === column);
    if (first === index) return [];
    return [
      {
        path: [...place, index, 'column'],
        besides: [...place, first, 'column'],
        found: `${column} of ${source} a second time`,
        expected: `another column than the ${column}`,
        advice: 'One age has one bound: leave one of them out.',
      },
    ];
  });
}

function schemaProblems({ checks }: GatePolicy): GatePolicyProblem[] {
  if (checks?.schema === undefined) return [];
  const place = ['checks', 'schema', 'columns'];
  const contracts = Object.entries(checks.schema.columns);
  if (contracts.length === 0) return [empty(place, 'no column')];
  return contracts.flatMap(([column, contract]) => contractProblems([...place, column], contract));
}

function empty(path: PolicyPath, found: string): GatePolicyProblem {
  const advice = 'A column without a contract is taken as it comes: leave it out.';
  return { path, found, expected: 'a contract such as { min: 0, maxNullShare: 0.01 }', advice };
}

function contractProblems(place: PolicyPath, contract: ColumnContract): GatePolicyProblem[] {
  const { on: _, ...asked } = contract;
  if (Object.keys(asked).length === 0) return [empty(place, 'an empty contract')];
  return [
    ...boundProblems(place, contract),
    ...valueKindProblems(place, contract),
    ...valueRangeProblems(place, contract),
  ];
}

/** Bounds that no number is between, and bounds of what is no number. */
function boundProblems(place: PolicyPath, contract: ColumnContract): GatePolicyProblem[] {
  const { type, min, max } = contract;
  if (min !== undefined && max !== undefined && min > max) {
    return [
      {
        path: [...place, 'max'],
        besides: [...place, 'min'],
        found: `the number ${max}`,
        expected: `at least min, ${min}`,
        advice: 'No value could be between the two.',
      },
    ];
  }
  if (type === undefined || type === 'number') return [];
  return BOUNDS.filter((bound) => contract[bound] !== undefined).map((bound) => ({
    path: [...place, bound],
    besides: [...place, 'type'],
    found: `${bound} of a ${type}`,
    expected: 'type: number beside it',
    advice: 'Of texts and booleans say which values there may be: values.',
  }));
}

const BOUNDS = ['min', 'max'] as const;

/** Values of another kind than the column, or of several. */
function valueKindProblems(place: PolicyPath, contract: ColumnContract): GatePolicyProblem[] {
  const { type, values = [] } = contract;
  const [first] = values;
  if (first === undefined) return [];
  const kind = type ?? kindOfValue(first);
  const other = values.findIndex((value) => kindOfValue(value) !== kind);
  if (other === -1) return [];
  const advice =
    'A column is of one kind. In YAML, numbers and true in quotes are texts, and without them they are none.';
  return [
    {
      path: [...place, 'values', other],
      besides: type === undefined ? [...place, 'values', 0] : [...place, 'type'],
      found: JSON.stringify(values[other]),
      expected: `a ${kind}`,
      advice,
    },
  ];
}

/** Values that the bounds do not allow. */
function valueRangeProblems(place: PolicyPath, contract: ColumnContract): GatePolicyProblem[] {
  const { type, values = [], min, max } = contract;
  return BOUNDS.flatMap((bound): GatePolicyProblem[] => {
    const limit = bound === 'min' ? min : max;
    if (limit === undefined || (type !== undefined && type !== 'number')) return [];
    const outside = values.findIndex(
      (value) => typeof value !== 'number' || (bound === 'min' ? value < limit : value > limit),
    );
    if (outside === -1) return [];
    return [
      {
        path: [...place, 'values', outside],
        besides: [...place, bound],
        found: JSON.stringify(values[outside]),
        expected: `a number that is at ${bound === 'min' ? 'least min' : 'most max'}, ${limit}`,
        advice: 'Such a value could never keep to both.',
      },
    ];
  });
}
