/** The promises of the design that can be judged from outside. */
export type InvariantId =
  'I1' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I12';

/** A promise that was not kept. */
export interface Violation {
  readonly invariant: InvariantId;
  /** What was found, and what should have been. */
  readonly sentence: string;
}

/** Collects what one check finds. */
export function violations(
  invariant: InvariantId,
  sentences: Iterable<string | null>,
): readonly Violation[] {
  return [...sentences]
    .filter((sentence) => sentence !== null)
    .map((sentence) => ({ invariant, sentence }));
}

/** Items by a key, in the order in which they came. */
export function groupBy<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
