export interface Timing {
  readonly bestMs: number;
  readonly medianMs: number;
}

/**
 * Times variants of the same work in one process, in turns, so that whatever else the machine does meets all of them.
 * Every variant runs once before, unmeasured; each round begins with another one.
 *
 * @param variants by name, each doing the whole of what is timed
 * @param rounds how often each is measured, at least once
 */
export async function compare<Name extends string>(
  variants: { readonly [name in Name]: () => unknown },
  rounds: number,
): Promise<{ readonly [name in Name]: Timing }> {
  const names = Object.keys(variants) as Name[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = -1; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + Math.max(round, 0)) % names.length]!;
      const start = performance.now();
      const result = variants[name]();
      // Only a promise is waited for: a turn of the event loop would be measured too.
      if (result instanceof Promise) await result;
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return Object.fromEntries([...times].map(([name, ms]) => [name, timing(ms)])) as { [name in Name]: Timing };
}

function timing(ms: readonly number[]): Timing {
  const sorted = [...ms].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return { bestMs: sorted[0]!, medianMs: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2 };
}
