import type * as Tf from '@tensorflow/tfjs';
import type { Model, ModelShape } from '../Model.js';

/** What a built-in's output layer ends in: logits and values are linear. */
export type OutputActivation = 'linear' | 'softmax';

/** What a built-in is built for; values are forecast step by step where a model can. */
export interface BuildShape extends ModelShape {
  readonly target: 'Classes' | 'Values';
}

/** Builds a built-in's network. Called where tfjs is loaded; nothing else of `models/` loads it. */
export type Build = (
  tf: typeof Tf,
  parameters: Model['parameters'],
  shape: BuildShape,
  output: OutputActivation,
) => Tf.LayersModel;
