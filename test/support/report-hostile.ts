import { reportDataSchema, type ReportData } from '../../pipeline/report.js';

/** Ends elements, attributes, code spans, table cells and YAML, and would run a script. */
export const MARK = `</title></style></svg>"'\`|<script>alert(1)</script><img src=x onerror=alert(1)>`;

/** Texts whose words have a meaning for a report. */
const KEPT_KEYS = new Set(['state', 'trigger', 'trainedBy', 'startedAt', 'endedAt']);

/** A report in which whoever names columns, people, reasons and labels means harm. */
export function hostile(data: ReportData): ReportData {
  const { run, decision, evidence, diagnostics, promotion, history } = data;
  return reportDataSchema.parse({
    schemaVersion: 1,
    run: spoilt(run),
    decision: decision && {
      ...decision,
      record: {
        ...decision.record,
        results: decision.record.results.map((one) => ({ ...one, reason: MARK, rule: MARK })),
        reasons: [MARK],
        recipe: {
          ...decision.record.recipe,
          about: spoilt(decision.record.recipe.about),
          features: decision.record.recipe.features.map(({ name, kind }) => ({
            name: `${name}${MARK}`,
            kind,
          })),
          packages: { [MARK]: MARK },
          params: { [MARK]: MARK },
          python: MARK,
        },
      },
    },
    evidence: evidence && {
      ...evidence,
      snapshot: MARK,
      slices: spoilt(evidence.slices),
      drift: spoilt(evidence.drift),
      singleFeatures: spoilt(evidence.singleFeatures),
    },
    diagnostics: diagnostics && {
      ...diagnostics,
      importance: spoilt(diagnostics.importance),
      features: spoilt(diagnostics.features),
      confusion: spoilt(diagnostics.confusion),
      labelCurves: spoilt(diagnostics.labelCurves),
    },
    promotion: promotion && { ...promotion, artifact: MARK, functionName: MARK },
    history: history.map((past) => ({ ...past, runId: MARK })),
  });
}

/** Every text of a value with the mark behind it, but for those with a meaning of their own. */
function spoilt(value: unknown): unknown {
  if (typeof value === 'string') return `${value}${MARK}`;
  if (Array.isArray(value)) return value.map(spoilt);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, KEPT_KEYS.has(key) ? part : spoilt(part)]),
  );
}
