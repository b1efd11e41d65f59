/** @returns why this cannot be the weight of an instance or a class. Learners hold it in 32 bits. */
export function wrongWeight(weight: unknown): string | undefined {
  const held = typeof weight === 'number' ? Math.fround(weight) : Number.NaN;
  if (held >= 0 && held < Number.POSITIVE_INFINITY) return undefined;
  const shown = typeof weight === 'number' ? String(weight) : `a ${typeof weight}`;
  return `is ${shown}; a weight is a finite number, 0 or more`;
}
