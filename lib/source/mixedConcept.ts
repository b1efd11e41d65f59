/** The class of a point; under odd concepts the other one. */
export function mixedClass(v: number, w: number, x0: number, x1: number, concept: number): 0 | 1 {
  const isBelow = x1 < 0.5 + 0.3 * Math.sin(3 * Math.PI * x0) ? 1 : 0;
  const isPositive = v + w + isBelow >= 2;
  return isPositive === (concept % 2 === 1) ? 1 : 0;
}
