import type * as Tf from '@tensorflow/tfjs';

/** Takes a score out of the softmax without making it infinite. */
const MASKED = -1e9;

/** What attention compares and mixes, each `[rows, heads, steps, size]`; there may be other steps of keys than of queries. */
export interface Seen {
  readonly query: Tf.Tensor;
  readonly key: Tf.Tensor;
  readonly value: Tf.Tensor;
}

/** The values, weighted for each query by how well their keys fit: `softmax(query · keyᵀ / √size) · value`. */
export function attend(
  tf: typeof Tf,
  { query, key, value }: Seen,
  { causal }: { readonly causal: boolean },
): Tf.Tensor {
  const [, , steps, size] = query.shape as [number, number, number, number];
  const scores = tf.matMul(tf.mul(query, 1 / Math.sqrt(size)), key, false, true);
  return tf.matMul(tf.softmax(causal ? tf.add(scores, later(tf, steps)) : scores), value);
}

/** What masks the steps that come later than the one that looks. */
function later(tf: typeof Tf, steps: number): Tf.Tensor {
  const mask = Float32Array.from({ length: steps * steps }, (_, i) => (i % steps > Math.floor(i / steps) ? MASKED : 0));
  return tf.tensor(mask, [1, 1, steps, steps]);
}

/** From `[rows · steps, heads · size]` to `[rows, heads, steps, size]`. */
export function byHead(tf: typeof Tf, x: Tf.Tensor, steps: number, heads: number): Tf.Tensor {
  const [all, width] = x.shape as [number, number];
  const size = width / heads;
  // Of a single step the numbers lie in that order already.
  if (steps === 1) return tf.reshape(x, [all, heads, 1, size]);
  return tf.transpose(tf.reshape(x, [all / steps, steps, heads, size]), [0, 2, 1, 3]);
}

/** From `[rows, heads, steps, size]` to `[rows · steps, heads · size]`. */
export function together(tf: typeof Tf, x: Tf.Tensor): Tf.Tensor {
  const [rows, heads, steps, size] = x.shape as [number, number, number, number];
  return tf.reshape(steps === 1 ? x : tf.transpose(x, [0, 2, 1, 3]), [rows * steps, heads * size]);
}
