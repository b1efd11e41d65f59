/** A sum is finite only where all its terms are; four of them keep the processor busy. */
export function allFinite(weights: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = weights.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a += weights[i]!;
    b += weights[i + 1]!;
    c += weights[i + 2]!;
    d += weights[i + 3]!;
  }
  for (let i = whole; i < weights.length; i++) a += weights[i]!;
  return Number.isFinite(a + b + c + d);
}
