import type * as Tf from '@tensorflow/tfjs';
import { layersOf } from './layersOf.js';

interface Convolution {
  readonly kernelSize: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly activation: 'linear';
}

/**
 * Makes those layers of a network trainable of which tfjs has no gradient, or a wrong one, by computing the same from what it can
 * differentiate: convolutions that are dilated, and `upSampling2d`, whose gradient is wrong for more than one row. Those with
 * channels first, or bilinear, stay as they are.
 */
export function mendLayers(tf: typeof Tf, network: Tf.LayersModel): void {
  for (const layer of layersOf(network)) {
    const compute = mended(tf, layer);
    if (compute === undefined) continue;
    layer.call = (inputs) => tf.tidy(() => compute(Array.isArray(inputs) ? inputs[0]! : inputs));
  }
}

function mended(tf: typeof Tf, layer: Tf.layers.Layer): ((input: Tf.Tensor) => Tf.Tensor) | undefined {
  const name = layer.getClassName();
  const config = layer.getConfig();
  if (config['dataFormat'] === 'channelsFirst') return undefined;
  if (name === 'UpSampling2D' && config['interpolation'] === 'nearest') {
    return (input) => enlarge(tf, input, config['size'] as [number, number]);
  }
  const convolution = config as unknown as Convolution;
  if (!['Conv1D', 'Conv2D'].includes(name) || !convolution.dilationRate.some((rate) => rate > 1)) return undefined;
  return (input) => convolve(tf, layer, convolution, input);
}

function enlarge(tf: typeof Tf, input: Tf.Tensor, [tall, wide]: readonly [number, number]): Tf.Tensor {
  const [rows, height, width, channels] = input.shape as [number, number, number, number];
  const repeated = (x: Tf.Tensor, count: number) =>
    count === 1 ? x : tf.concat(new Array<Tf.Tensor>(count).fill(x), 1);
  const lines = repeated(tf.reshape(input, [rows * height * width, 1, channels]), wide);
  const all = repeated(tf.reshape(lines, [rows * height, 1, width * wide * channels]), tall);
  return tf.reshape(all, [rows, height * tall, width * wide, channels]);
}

/** By slices of the padded input, one for each place in the filter; strides are 1, since tfjs has none beside dilations. */
function convolve(tf: typeof Tf, layer: Tf.layers.Layer, convolution: Convolution, input: Tf.Tensor): Tf.Tensor {
  const { kernelSize, dilationRate, padding, activation } = convolution;
  const added = kernelSize.map((size, axis) => (size - 1) * dilationRate[axis]!);
  const around = added.map((all): [number, number] => {
    const before = padding === 'same' ? Math.floor(all / 2) : 0;
    return padding === 'same' ? [before, all - before] : [0, 0];
  });
  const padded = tf.pad(input, [[0, 0], ...around, [0, 0]]);
  const [kernel, bias] = layer.weights.map((weight) => weight.read());
  const size = [padded.shape[0]!, ...added.map((all, axis) => padded.shape[axis + 1]! - all), input.shape.at(-1)!];
  const seen = placesOf(kernelSize).map((place) =>
    tf.slice(padded, [0, ...place.map((index, axis) => index * dilationRate[axis]!), 0], size),
  );
  const [features, filters] = kernel!.shape.slice(-2) as [number, number];
  const patches = tf.reshape(tf.concat(seen, -1), [-1, seen.length * features]) as Tf.Tensor2D;
  const product = tf.matMul(patches, tf.reshape(kernel!, [seen.length * features, filters]) as Tf.Tensor2D);
  const sum = bias === undefined ? product : tf.add(product, bias);
  return tf.layers.activation({ activation }).call(tf.reshape(sum, [...size.slice(0, -1), filters]), {}) as Tf.Tensor;
}

/** All places in a filter, in the order of its numbers. */
function placesOf([size, ...rest]: readonly number[]): number[][] {
  if (size === undefined) return [[]];
  return Array.from({ length: size }, (_, i) => placesOf(rest).map((place) => [i, ...place])).flat();
}
