/** What one measurement gives: numbers by name. */
export type Figures<Name extends string> = { readonly [name in Name]: number };

/**
 * Takes measurements in turns, so that whatever else the machine does meets all of them, and of each number the median.
 *
 * @param measures by name; each round begins with another one.
 */
export async function medians<Name extends string>(
  measures: ReadonlyMap<string, () => Promise<Figures<Name>>>,
  rounds: number,
): Promise<Map<string, Figures<Name>>> {
  const all = new Map([...measures.keys()].map((name) => [name, [] as Figures<Name>[]]));
  const names = [...measures.keys()];
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length]!;
      all.get(name)!.push(await measures.get(name)!());
    }
  }
  return new Map([...all].map(([name, figures]) => [name, medianOf(figures)]));
}

function medianOf<Name extends string>(figures: readonly Figures<Name>[]): Figures<Name> {
  const names = Object.keys(figures[0]!) as Name[];
  return Object.fromEntries(names.map((name) => [name, median(figures.map((one) => one[name]))])) as Figures<Name>;
}

/** @returns the middle of the sorted numbers, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
