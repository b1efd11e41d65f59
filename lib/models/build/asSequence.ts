import type * as Tf from '@tensorflow/tfjs';

/** The layers by which an instance of any shape becomes `[steps, features]`, and how many steps these are. */
export function asSequence(
  tf: typeof Tf,
  input: readonly number[],
): { readonly layers: Tf.layers.Layer[]; readonly steps: number; readonly features: number } {
  const [steps = 1, ...rest] = input;
  const features = rest.reduce((product, next) => product * next, 1);
  const layers: Tf.layers.Layer[] = [tf.layers.inputLayer({ inputShape: [...input] })];
  if (input.length !== 2) layers.push(tf.layers.reshape({ targetShape: [steps, features] }));
  return { layers, steps, features };
}
