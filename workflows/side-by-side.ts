import { CancellationScope } from '@temporalio/workflow';

/**
 * Does `work` for every item, for at most `parallel` at once, and gives the results in the order of the items. A failure
 * cancels what is under way, and begins nothing more; it is thrown when all of that has ended.
 */
export function sideBySide<Item, Result>(
  items: readonly Item[],
  parallel: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const scope = new CancellationScope();
  return scope.run(async () => {
    const waiting = items.map((item, index) => ({ item, index }));
    const results = new Map<number, Result>();
    const failures: unknown[] = [];
    const lane = async (): Promise<void> => {
      try {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          results.set(next.index, await work(next.item));
        }
      } catch (error) {
        failures.push(error);
        waiting.length = 0;
        scope.cancel();
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, lane));
    if (failures.length > 0) throw failures[0];
    return [...results].sort(([one], [other]) => one - other).map(([, result]) => result);
  });
}
