/** Collects the values of an option that may be given several times, for commander. */
export function repeatable(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
