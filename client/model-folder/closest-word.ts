/** Levenshtein's distance: how many letters to change, add or take away. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(to).entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The candidate that `word` is most likely a misspelling of; undefined when none is near. Case does not count. */
export function closestWord(word: string, candidates: readonly string[]): string | undefined {
  const plain = word.toLowerCase().replaceAll('_', '');
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      far: distance(plain, candidate.toLowerCase().replaceAll('_', '')),
    }))
    .filter(({ far }) => far <= Math.max(1, Math.floor(plain.length / 3)))
    .sort((a, b) => a.far - b.far);
  return ranked[0]?.candidate;
}
