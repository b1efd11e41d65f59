import type * as Tf from '@tensorflow/tfjs';
import { dropoutMask } from './dropoutMask.js';
import { oncePerTfjs } from './oncePerTfjs.js';

/** What says which mask is due; all dropout layers of a model hold the same. */
export interface TrainingStep {
  readonly seed: number;
  step: number;
}

/** Gives the dropout layers of a model, as they come, their number and one training step. @returns it, to be counted up. */
export function shareTrainingStep(model: Tf.LayersModel, seed: number): TrainingStep {
  const shared = { seed, step: 0 };
  let number = 0;
  const visit = (layer: object) => {
    if (isDropout(layer)) layer.numberIn(shared, number++);
    const { layers, layer: wrapped } = layer as { readonly layers?: readonly object[]; readonly layer?: object };
    for (const inner of layers ?? []) visit(inner);
    if (wrapped !== undefined) visit(wrapped);
  };
  visit(model);
  return shared;
}

const CLASS_NAME = 'AdlstreamDropout';

interface DropoutLayer {
  numberIn(shared: TrainingStep, number: number): void;
}

/** By name, since a network may have been built with another copy of this package. */
function isDropout(layer: object): layer is DropoutLayer {
  return (layer as Tf.layers.Layer).getClassName?.() === CLASS_NAME;
}

type DropoutClass = new (config: { readonly rate: number }) => Tf.layers.Layer & DropoutLayer;

/** The layer's class in this tfjs, where it is registered, so that a saved network that has one can be loaded. */
export const dropoutClass = oncePerTfjs(defineDropout);

function defineDropout(tf: typeof Tf): DropoutClass {
  class Dropout extends tf.layers.Layer implements DropoutLayer {
    static readonly className = CLASS_NAME;
    readonly #rate: number;
    #shared: TrainingStep | undefined;
    #number = 0;

    constructor(config: { readonly rate: number }) {
      super(config as object);
      this.supportsMasking = true;
      this.#rate = config.rate;
    }

    numberIn(shared: TrainingStep, number: number): void {
      this.#shared = shared;
      this.#number = number;
    }

    override computeOutputShape(inputShape: Tf.Shape | Tf.Shape[]): Tf.Shape | Tf.Shape[] {
      return inputShape;
    }

    override call(inputs: Tf.Tensor | Tf.Tensor[], { training }: { readonly training?: boolean } = {}): Tf.Tensor {
      const input = Array.isArray(inputs) ? inputs[0]! : inputs;
      if (!training || this.#rate === 0) return input;
      if (this.#shared === undefined) {
        throw new Error('the masks of a dropout of adlstream are counted by its learner: train through createContext');
      }
      const { seed, step } = this.#shared;
      const mask = dropoutMask(seed, this.#number, step, input.size, this.#rate);
      return tf.tidy(() => tf.mul(input, tf.tensor(mask, input.shape)));
    }

    override getConfig(): Tf.serialization.ConfigDict {
      return { ...super.getConfig(), rate: this.#rate };
    }
  }
  tf.serialization.registerClass(Dropout);
  return Dropout;
}
