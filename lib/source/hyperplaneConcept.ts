/** The class of a point: on which side it lies of the plane of these weights through the middle of the unit cube. */
export function hyperplaneClass(x: ArrayLike<number>, weights: ArrayLike<number>): 0 | 1 {
  let [product, sum] = [0, 0];
  for (let k = 0; k < weights.length; k++) {
    product += weights[k]! * x[k]!;
    sum += weights[k]!;
  }
  return product >= sum / 2 ? 1 : 0;
}
