import { availableParallelism } from 'node:os';

/** Starts `job` for every item, as many at once as there are cores. @returns one promise per item, in their order. */
export function inTurns<Item, Result>(items: readonly Item[], job: (item: Item) => Promise<Result>): Promise<Result>[] {
  const lanes: Promise<unknown>[] = Array.from({ length: availableParallelism() }, () => Promise.resolve());
  return items.map((item, i) => {
    const lane = i % lanes.length;
    const result = lanes[lane]!.then(() => job(item));
    lanes[lane] = result.catch(() => {});
    return result;
  });
}
