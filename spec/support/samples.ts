import type { Quantity } from '../../lib/metrics/Quantity.js';
import type { Observation } from '../../lib/testing/checkMetric.js';

/** Labels and predictions of three classes; one class alone at first, and for a while later on. */
export const classSamples: readonly Observation<string>[] = Array.from({ length: 60 }, (_, i) =>
  i < 4 || (i > 30 && i < 45) ? ['a', 'a'] : ['abc'[(i * 7) % 3]!, 'abcb'[(i * i) % 4]!],
);

/** Numbers of very different size, arrays and records. */
export const quantitySamples: readonly Observation<Quantity>[] = Array.from({ length: 60 }, (_, i) => {
  const size = 10 ** ((i % 7) * 5 - 15);
  if (i % 3 === 0) return [0.1 * i * size, size];
  if (i % 3 === 1)
    return [
      [size, [0.3, i]],
      [0.7, [size / 3, 1]],
    ] as const;
  return [
    { price: size, demand: i / 7 },
    { price: 1 / 3, demand: 0.1 },
  ] as const;
});
