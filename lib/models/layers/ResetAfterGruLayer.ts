import type * as Tf from '@tensorflow/tfjs';
import { hash } from './hash.js';
import { type LayerClass, oncePerTfjs } from './oncePerTfjs.js';
import { only, sequenceShape } from './sequenceShape.js';

export interface ResetAfterGruConfig {
  readonly units: number;
  readonly returnSequences: boolean;
  readonly seed: number;
}

/** See `resetAfterGru()`. */
export const resetAfterGruClass = oncePerTfjs<LayerClass<ResetAfterGruConfig>>((tf) => {
  class ResetAfterGru extends tf.layers.Layer {
    static readonly className = 'AdlstreamResetAfterGru';
    readonly #config: ResetAfterGruConfig;
    #kernel!: Tf.LayerVariable;
    #recurrent!: Tf.LayerVariable;
    #bias!: Tf.LayerVariable;

    constructor(config: ResetAfterGruConfig) {
      super(config as object);
      this.#config = config;
    }

    override build(inputShape: Tf.Shape | Tf.Shape[]): void {
      const { features } = sequenceShape(inputShape);
      const { units, seed } = this.#config;
      const glorot = (number: number) => tf.initializers.glorotUniform({ seed: hash(seed, number) });
      this.#kernel = this.addWeight('kernel', [features, 3 * units], 'float32', glorot(0));
      this.#recurrent = this.addWeight('recurrentKernel', [units, 3 * units], 'float32', glorot(1));
      this.#bias = this.addWeight('bias', [2, 3 * units], 'float32', tf.initializers.zeros());
      this.built = true;
    }

    override computeOutputShape(inputShape: Tf.Shape | Tf.Shape[]): Tf.Shape {
      const { units, returnSequences } = this.#config;
      const rows = (inputShape as Tf.Shape)[0]!;
      return returnSequences ? [rows, sequenceShape(inputShape).steps, units] : [rows, units];
    }

    override call(inputs: Tf.Tensor | Tf.Tensor[]): Tf.Tensor {
      return tf.tidy(() => {
        const input = only(inputs);
        const [rows, steps, features] = input.shape as [number, number, number];
        const { units, returnSequences } = this.#config;
        const [bias, recurrentBias] = tf.split(this.#bias.read(), 2);
        const recurrent = this.#recurrent.read() as Tf.Tensor2D;
        // What the input adds to all gates, of all steps in one product.
        const flat = tf.reshape(input, [rows * steps, features]) as Tf.Tensor2D;
        const driven = tf.add(tf.matMul(flat, this.#kernel.read() as Tf.Tensor2D), bias!);
        let state: Tf.Tensor | undefined;
        const states: Tf.Tensor[] = [];
        for (const now of tf.unstack(tf.reshape(driven, [rows, steps, 3 * units]), 1)) {
          // At the first step the state is 0.
          const product = state && tf.matMul(state as Tf.Tensor2D, recurrent);
          const echoed = product ? tf.add(product, recurrentBias!) : recurrentBias!;
          const [gatesNow, freshNow] = tf.split(now, [2 * units, units], 1);
          const [gatesEchoed, freshEchoed] = tf.split(echoed, [2 * units, units], 1);
          const [update, reset] = tf.split(tf.sigmoid(tf.add(gatesNow!, gatesEchoed!)), 2, 1);
          const fresh = tf.tanh(tf.add(freshNow!, tf.mul(reset!, freshEchoed!)));
          const renewed = tf.mul(tf.sub(1, update!), fresh);
          state = state === undefined ? renewed : tf.add(tf.mul(update!, state), renewed);
          states.push(state);
        }
        return returnSequences ? tf.stack(states, 1) : state!;
      });
    }

    override getConfig(): Tf.serialization.ConfigDict {
      return { ...super.getConfig(), ...this.#config };
    }
  }
  tf.serialization.registerClass(ResetAfterGru);
  return ResetAfterGru;
});
