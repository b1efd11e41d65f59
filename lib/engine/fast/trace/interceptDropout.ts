import * as tf from '@tensorflow/tfjs';
import { dropoutMask } from '../../../models/layers/dropoutMask.js';
import { layersOf } from '../../tfjs/model/layersOf.js';
import { type Operand, sizeOf } from './Graph.js';
import type { GraphRecorder } from './GraphRecorder.js';

/** A dropout layer's mask: an input of the step, which the program fills with 0 and 1 / (1 - rate). */
export interface TracedMask {
  readonly operand: Operand;
  readonly rate: number;
  /** Counts the model's dropout layers from 0, in the order of the layers. */
  readonly layer: number;
}

/**
 * Puts an announced mask in place of the random one in every dropout layer, until it is restored: a mask drawn during
 * the trace would be the same one at every step. The announced one is that of the given step.
 */
export function interceptDropout(
  model: tf.LayersModel,
  recorder: GraphRecorder,
  { seed, step }: { readonly seed: number; readonly step: number },
): { masks: TracedMask[]; restore(): void } {
  const masks: TracedMask[] = [];
  const layers = dropoutLayers(model);
  for (const { layer, number } of layers) {
    const rate = Number(layer.getConfig()['rate']);
    layer.call = (inputs, kwargs) => {
      const input = (Array.isArray(inputs) ? inputs[0]! : inputs) as tf.Tensor;
      if (!kwargs['training'] || rate <= 0) return input;
      const shape = maskShape(layer, input);
      const mask = tf.tensor(dropoutMask(seed, number, step, sizeOf(shape), rate), shape);
      masks.push({ operand: recorder.input(mask), rate, layer: number });
      return tf.mul(input, mask);
    };
  }
  return {
    masks,
    restore: () => {
      // What was put on the instance hid the class's own method.
      for (const { layer } of layers) Reflect.deleteProperty(layer, 'call');
    },
  };
}

/** Those of tfjs whose masks are intercepted. */
export const INTERCEPTED = ['Dropout', 'SpatialDropout1D'];

/** tfjs's own dropout layers are numbered from here on, so that those of this package keep the numbers they have on tfjs. */
const FIRST_OF_TFJS = 1 << 20;

/** The dropout layers, each with its number among those of its kind, in the order in which layers come. */
function dropoutLayers(model: tf.LayersModel): { readonly layer: tf.layers.Layer; readonly number: number }[] {
  const all = layersOf(model);
  const named = (className: string, first: number) =>
    all.filter((layer) => layer.getClassName() === className).map((layer, i) => ({ layer, number: first + i }));
  return [
    ...named('AdlstreamDropout', 0),
    ...INTERCEPTED.flatMap((className, i) => named(className, (i + 1) * FIRST_OF_TFJS)),
  ];
}

/** One number for each of the input's, or one for several: for all steps of a feature, or what a `noiseShape` says. */
function maskShape(layer: tf.layers.Layer, { shape }: tf.Tensor): number[] {
  if (layer.getClassName() === 'SpatialDropout1D') return [shape[0]!, 1, shape[2]!];
  const given = layer.getConfig()['noiseShape'] as readonly (number | null)[] | null | undefined;
  return shape.map((size, axis) => given?.[axis] ?? size);
}
