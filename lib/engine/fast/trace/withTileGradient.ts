import * as tf from '@tensorflow/tfjs';

/**
 * Runs `body` with another gradient for `tile`: tfjs adds one slice per repetition, so that the number of calls would
 * depend on the number of rows wherever something is repeated for each row, as in layer normalisation. The same sum is
 * taken here by one reduction.
 */
export function withTileGradient<T>(body: () => T): T {
  const original = tf.getGradient('Tile');
  tf.unregisterGradient('Tile');
  tf.registerGradient({ kernelName: 'Tile', inputsToSave: ['x'], gradFunc: tileGradient });
  try {
    return body();
  } finally {
    tf.unregisterGradient('Tile');
    tf.registerGradient(original);
  }
}

const tileGradient: tf.GradFunc = (dy, saved, attributes) => {
  const [x] = saved as [tf.Tensor];
  const reps = attributes['reps'] as readonly number[];
  const apart = x.shape.flatMap((size, axis) => [reps[axis]!, size]);
  const repeats = x.shape.map((_, axis) => 2 * axis);
  return { x: () => tf.reshape(tf.sum(tf.reshape(dy as tf.Tensor, apart), repeats), x.shape) };
};
