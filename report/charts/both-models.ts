import { CANDIDATE, CHAMPION } from './theme.js';

/** The same of the candidate and, where there is a comparable one, of the champion. */
export interface Both<Part> {
  readonly candidate: Part;
  readonly champion: Part | null;
}

/** The rows of both models, each with its `model`. */
export function ofBoth<Row extends object>({
  candidate,
  champion,
}: Both<readonly Row[]>): readonly (Row & { readonly model: string })[] {
  return [
    ...candidate.map((row) => ({ ...row, model: CANDIDATE })),
    ...(champion ?? []).map((row) => ({ ...row, model: CHAMPION })),
  ];
}

/** `candidate and champion`, or `candidate`. */
export function modelsInWords({ champion }: Both<unknown>): string {
  return champion === null ? CANDIDATE : `${CANDIDATE} and ${CHAMPION}`;
}

/** The same worked out for each model. */
export function mapBoth<Part, Result>(
  { candidate, champion }: Both<Part>,
  work: (part: Part) => Result,
): Both<Result> {
  return { candidate: work(candidate), champion: champion === null ? null : work(champion) };
}

/** Each model there is, with its part. */
export function eachModel<Part>({
  candidate,
  champion,
}: Both<Part>): readonly { readonly model: string; readonly part: Part }[] {
  const own = { model: CANDIDATE, part: candidate };
  return champion === null ? [own] : [own, { model: CHAMPION, part: champion }];
}
