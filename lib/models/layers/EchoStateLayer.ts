import type * as Tf from '@tensorflow/tfjs';
import { type LayerClass, oncePerTfjs } from './oncePerTfjs.js';
import { glorotValues, reservoir } from './reservoir.js';
import { only, sequenceShape } from './sequenceShape.js';

export interface EchoStateConfig {
  readonly units: number;
  readonly connectivity: number;
  readonly spectralRadius: number;
  readonly leaky: number;
  readonly returnSequences: boolean;
  readonly seed: number;
}

/** See `echoState()`. */
export const echoStateClass = oncePerTfjs<LayerClass<EchoStateConfig>>((tf) => {
  class EchoState extends tf.layers.Layer {
    static readonly className = 'AdlstreamEchoState';
    readonly #config: EchoStateConfig;
    #kernel!: Tf.LayerVariable;
    #recurrent!: Tf.LayerVariable;

    constructor(config: EchoStateConfig) {
      super(config as object);
      this.#config = config;
    }

    override build(inputShape: Tf.Shape | Tf.Shape[]): void {
      const { features } = sequenceShape(inputShape);
      const { units } = this.#config;
      this.#kernel = this.#fixed('kernel', [features, units], glorotValues(this.#config.seed, features, units));
      this.#recurrent = this.#fixed('recurrentKernel', [units, units], reservoir(this.#config));
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
        const { units, leaky, returnSequences } = this.#config;
        const kernel = this.#kernel.read() as Tf.Tensor2D;
        const recurrent = this.#recurrent.read() as Tf.Tensor2D;
        let state: Tf.Tensor | undefined;
        const states: Tf.Tensor[] = [];
        for (let step = 0; step < steps; step++) {
          const now = tf.reshape(tf.slice(input, [0, step, 0], [rows, 1, features]), [rows, features]);
          const driven = tf.matMul(now as Tf.Tensor2D, kernel);
          // At the first step the state is 0.
          const sum = state === undefined ? driven : tf.add(driven, tf.matMul(state as Tf.Tensor2D, recurrent));
          const fresh = tf.mul(tf.tanh(sum), leaky);
          state = state === undefined || leaky === 1 ? fresh : tf.add(tf.mul(state, 1 - leaky), fresh);
          states.push(state);
        }
        if (!returnSequences) return state!;
        return tf.concat(
          states.map((it) => tf.reshape(it, [rows, 1, units])),
          1,
        );
      });
    }

    override getConfig(): Tf.serialization.ConfigDict {
      return { ...super.getConfig(), ...this.#config };
    }

    /** A weight that training leaves as it is. */
    #fixed(name: string, shape: number[], values: Float32Array): Tf.LayerVariable {
      // Not a registered initializer of tfjs's, since it is never saved: the weights are.
      const initializer = { apply: () => tf.tensor(values, shape) } as unknown as ReturnType<
        typeof tf.initializers.zeros
      >;
      return this.addWeight(name, shape, 'float32', initializer, undefined, false);
    }
  }
  tf.serialization.registerClass(EchoState);
  return EchoState;
});
