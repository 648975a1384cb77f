import { z } from 'zod';

import { ageChecks } from '../../pipeline/data-check-policy.js';
import { CHAMPION_RULES } from '../../pipeline/gain-rules.js';
import { judgedMetrics } from '../../pipeline/gate-policy.js';
import { gatePolicyProblems } from '../../pipeline/gate-policy-problems.js';
import { builtInMetric } from '../../pipeline/metrics.js';
import type { ModelSpec } from '../../pipeline/model-spec.js';
import { probabilityFunction } from '../../pipeline/object-names.js';
import { metricFindings } from './metric-findings.js';
import { candidateFindings } from './candidate-findings.js';
import { closestWord } from './closest-word.js';
import { learningFindings } from './learning-findings.js';
import type { Finding } from './zod-findings.js';

/**
 * What is wrong between the parts of a model file, each of which is right by itself. `written` is the file as it stands
 * there, before defaults were filled in.
 */
export function specFindings(spec: ModelSpec, written: unknown): Finding[] {
  return [
    ...entityFindings(spec),
    ...timezoneFindings(spec),
    ...functionFindings(spec),
    ...metricFindings(spec),
    ...unreportedFindings(spec),
    ...policyFindings(spec, written),
    ...freshnessFindings(spec),
    ...sliceFindings(spec),
    ...learningFindings(spec),
    ...candidateFindings(spec),
    ...selfReportedFindings(spec),
  ];
}

function value(path: Finding['path'], found: string, expected: string, advice: string): Finding {
  return { path, isKey: false, found, expected, advice };
}

function entityFindings(spec: ModelSpec): Finding[] {
  if (spec.entity !== spec.target.column) return [];
  const advice = 'The target is what is predicted; the entity says for whom.';
  return [value(['target'], spec.target.column, 'another column than the entity', advice)];
}

function timezoneFindings({ schedule }: ModelSpec): Finding[] {
  if (schedule === undefined || !('cron' in schedule) || isTimezone(schedule.timezone)) return [];
  const path = ['schedule', 'timezone'];
  const expected = 'a time zone such as UTC or Europe/Berlin';
  return [value(path, JSON.stringify(schedule.timezone), expected, 'Use a name of the IANA list.')];
}

function isTimezone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A serving function named like the companion of another would be replaced by it. */
function functionFindings({ publication }: ModelSpec): Finding[] {
  if (!publication.function.endsWith(probabilityFunction(''))) return [];
  const expected = `a name that does not end in ${probabilityFunction('')}`;
  const advice = 'That ending is for the companion that gives the probability.';
  return [value(['publication', 'function'], publication.function, expected, advice)];
}

/** A rule on a score that the procedure does not report could only ever reject. */
function unreportedFindings({ training, gate }: ModelSpec): Finding[] {
  if (!('procedure' in training)) return [];
  const reported = Object.keys(training.metrics);
  return Object.keys(gate.rules)
    .filter((name) => builtInMetric(name) !== undefined && !reported.includes(name))
    .map((name) => ({
      path: ['gate', 'rules', name],
      isKey: true,
      found: `a rule on ${name}`,
      expected: `one on a score that the procedure reports (${reported.join(', ') || 'none yet'})`,
      advice: `Map it: training: metrics: ${name}: KEY_OF_THE_RESULT.`,
    }));
}

/** Rules that could never hold, never bite, or stand the wrong way round. */
function policyFindings({ gate }: ModelSpec, written: unknown): Finding[] {
  const { data } = z.object({ gate: z.unknown() }).safeParse(written);
  return gatePolicyProblems(gate, data?.gate).map(({ path, besides, ...problem }) => ({
    ...problem,
    path: ['gate', ...path],
    isKey: false,
    ...(besides === undefined ? {} : { besides: ['gate', ...besides] }),
  }));
}

/** Slices that would hold one row or one class each, and slices of rows that nobody but the procedure knows. */
function sliceFindings({ entity, target, training, gate }: ModelSpec): Finding[] {
  return (gate.slices ?? []).flatMap(({ by }, index): Finding[] => {
    const path = ['gate', 'slices', index, 'by'];
    if ('procedure' in training) {
      const found = 'slices of scores that the procedure reports about itself';
      const advice = 'To judge slices, train with build(params) of train.py.';
      return [{ path, isKey: true, found, expected: 'rules on all rows only', advice }];
    }
    if (by !== entity && by !== target.column) return [];
    const found = `${by}, the ${by === entity ? 'entity' : 'target'}`;
    const expected = 'another column of the feature table';
    const advice = 'A slice needs rows of many entities, and of more than one class.';
    return [{ path, isKey: false, found, expected, advice }];
  });
}

/** A check of a source that is none. */
function freshnessFindings({ gate, sources }: ModelSpec): Finding[] {
  const known = Object.keys(sources);
  const { freshness } = gate.checks ?? {};
  return ageChecks({ freshness }).flatMap(({ source }, index) => {
    if (known.includes(source)) return [];
    const near = closestWord(source, known);
    const advice =
      near === undefined ? 'Name the source that the column comes from.' : `Did you mean ${near}?`;
    const place = Array.isArray(freshness) ? [index] : [];
    const path = ['gate', 'checks', 'freshness', ...place, 'source'];
    return [value(path, JSON.stringify(source), `one of ${known.join(', ')}`, advice)];
  });
}

/** Decision 0007: what a procedure says of itself cannot be compared with the champion's score. */
function selfReportedFindings({ training, gate }: ModelSpec): Finding[] {
  if (!('procedure' in training)) return [];
  return judgedMetrics(gate).flatMap((metric) =>
    CHAMPION_RULES.filter((rule) => gate.rules[metric]?.[rule] !== undefined).map((rule) => ({
      path: ['gate', 'rules', metric, rule],
      isKey: true,
      found: `${rule} for a score that the procedure reports about itself`,
      expected: 'absolute rules only: min, max, suspiciousAbove or suspiciousBelow',
      advice: 'To compare with the champion, train with build(params) of train.py.',
    })),
  );
}
