import type * as Tf from '@tensorflow/tfjs';
import type { Activation } from '../Activation.js';
import type { DenseEnd } from '../DenseEnd.js';
import { attend, byHead, type Seen, together } from './attend.js';
import { dropoutClass } from './DropoutLayer.js';
import { hash } from './hash.js';
import { type LayerClass, oncePerTfjs } from './oncePerTfjs.js';
import { positionalCode } from './PositionalEncodingLayer.js';
import { sequenceShape } from './sequenceShape.js';

export interface DecoderConfig extends Required<DenseEnd> {
  /** How many steps are forecast, and how many numbers each has. */
  readonly horizon: number;
  readonly width: number;
  /** The features whose last values it begins with; none for all. */
  readonly targets: readonly number[];
  readonly modelSize: number;
  readonly heads: number;
  readonly blocks: number;
  readonly feedForward: number;
  readonly activation: Activation;
  /** Of dropout; tfjs and we look for layers that draw numbers of their own by the name `dropout`. */
  readonly rate: number;
  readonly seed: number;
}

/** Of rows of numbers; `training` says whether dropout drops. */
type Part = (x: Tf.Tensor, training: boolean) => Tf.Tensor;
type KeysAndValues = Pick<Seen, 'key' | 'value'>;

/** One layer of the decoder. */
interface Block {
  /** What it sees of the encoder's output, `[rows, steps, modelSize]`. */
  remember(encoded: Tf.Tensor): KeysAndValues;
  /** Takes in so many further steps, `[rows · steps, modelSize]`. @returns the same of them, and the keys and values of all until now */
  decode(x: Tf.Tensor, before: Before): { readonly x: Tf.Tensor; readonly past: KeysAndValues };
}

interface Before {
  readonly steps: number;
  readonly training: boolean;
  readonly memory: KeysAndValues;
  readonly past: KeysAndValues | undefined;
}

/**
 * A transformer's decoder: from the encoder's output `[steps, modelSize]` and what it was made of `[steps, features]` to a
 * forecast, `[horizon · width]`.
 *
 * A step of the forecast follows from the one before it; the first from the last values of the input. Each looks back at those before it and
 * at all of the encoder's output. In training with `labels` among the keyword arguments, as every engine here hands them to the
 * layers, the step before is the true one, so that all steps are computed side by side (teacher forcing); otherwise it is the one
 * just forecast. Keys and values of past steps are kept, so that none is computed twice.
 *
 * @see Vaswani et al., "Attention Is All You Need" (2017)
 */
export const decoderClass = oncePerTfjs<LayerClass<DecoderConfig>>((tf) => {
  class Decoder extends tf.layers.Layer {
    static readonly className = 'AdlstreamDecoder';
    /** Its dropouts, where engines look for the layers within a layer. */
    readonly layers: Tf.layers.Layer[] = [];
    readonly #config: DecoderConfig;
    #count = 0;
    #start!: Part;
    #token: Part | undefined;
    #dropped!: Part;
    #blocks: readonly Block[] = [];
    #end!: Part;

    constructor(config: DecoderConfig) {
      super(config as object);
      this.#config = config;
    }

    override build(inputShape: Tf.Shape | Tf.Shape[]): void {
      const { horizon, width, targets, modelSize, blocks, dense, denseActivation, denseDropout } = this.#config;
      const { features } = sequenceShape((inputShape as Tf.Shape[])[1]!);
      this.#start = this.#dense('start', targets.length || features, modelSize);
      if (horizon > 1) this.#token = this.#dense('token', width, modelSize);
      this.#dropped = this.#dropout(this.#config.rate);
      this.#blocks = Array.from({ length: blocks }, (_, i) => this.#block(`block${i}`));
      const sizes = [modelSize, ...dense];
      const hidden = dense.flatMap((units, i) => [
        this.#dense(`hidden${i}`, sizes[i]!, units, denseActivation),
        this.#dropout(denseDropout),
      ]);
      const last = this.#dense('output', sizes.at(-1)!, width);
      this.#end = (x, training) =>
        last(
          hidden.reduce((state, part) => part(state, training), x),
          training,
        );
      this.built = true;
    }

    override computeOutputShape(inputShape: Tf.Shape | Tf.Shape[]): Tf.Shape {
      const { horizon, width } = this.#config;
      return [(inputShape as Tf.Shape[])[0]![0]!, horizon * width];
    }

    override call(
      inputs: Tf.Tensor | Tf.Tensor[],
      { training = false, labels }: { readonly training?: boolean; readonly labels?: Tf.Tensor } = {},
    ): Tf.Tensor {
      return tf.tidy(() => {
        const [encoded, input] = inputs as [Tf.Tensor, Tf.Tensor];
        const memories = this.#blocks.map((block) => block.remember(encoded));
        const start = this.#start(this.#lastOf(input), training);
        return training && labels !== undefined
          ? this.#forced(start, labels, memories)
          : this.#stepwise(start, memories, training);
      });
    }

    override getConfig(): Tf.serialization.ConfigDict {
      return { ...super.getConfig(), ...(this.#config as unknown as Tf.serialization.ConfigDict) };
    }

    /** All steps at once, each after the true one before it. */
    #forced(start: Tf.Tensor, labels: Tf.Tensor, memories: readonly KeysAndValues[]): Tf.Tensor {
      const { horizon, width, modelSize } = this.#config;
      const rows = start.shape[0]!;
      let tokens = tf.reshape(start, [rows, 1, modelSize]);
      if (horizon > 1) {
        const known = tf.slice(labels, [0, 0], [rows, (horizon - 1) * width]);
        const later = this.#token!(tf.reshape(known, [rows * (horizon - 1), width]), true);
        tokens = tf.concat([tokens, tf.reshape(later, [rows, horizon - 1, modelSize])], 1);
      }
      const placed = tf.add(tokens, tf.tensor(positionalCode(horizon, modelSize), [1, horizon, modelSize]));
      let x = this.#dropped(tf.reshape(placed, [rows * horizon, modelSize]), true);
      for (const [i, block] of this.#blocks.entries()) {
        x = block.decode(x, { steps: horizon, training: true, memory: memories[i]!, past: undefined }).x;
      }
      return tf.reshape(this.#end(x, true), [rows, horizon * width]);
    }

    /** One step after the other, each after the one that was just forecast. */
    #stepwise(start: Tf.Tensor, memories: readonly KeysAndValues[], training: boolean): Tf.Tensor {
      const { horizon, modelSize } = this.#config;
      const code = positionalCode(horizon, modelSize);
      const pasts: KeysAndValues[] = [];
      const steps: Tf.Tensor[] = [];
      let token = start;
      for (let step = 0; step < horizon; step++) {
        const place = tf.tensor(code.slice(step * modelSize, (step + 1) * modelSize), [1, modelSize]);
        let x = this.#dropped(tf.add(token, place), training);
        for (const [i, block] of this.#blocks.entries()) {
          const decoded = block.decode(x, { steps: 1, training, memory: memories[i]!, past: pasts[i] });
          x = decoded.x;
          pasts[i] = decoded.past;
        }
        const forecast = this.#end(x, training);
        steps.push(forecast);
        if (step + 1 < horizon) token = this.#token!(forecast, training);
      }
      return tf.concat(steps, 1);
    }

    /** The last step of `[rows, steps, features]`, of it the features that are targets. */
    #lastOf(input: Tf.Tensor): Tf.Tensor {
      const { targets } = this.#config;
      const [rows, steps, features] = input.shape as [number, number, number];
      const last = tf.reshape(tf.slice(input, [0, steps - 1, 0], [rows, 1, features]), [rows, features]);
      if (targets.length === 0) return last;
      return tf.concat(
        targets.map((feature) => tf.slice(last, [0, feature], [rows, 1])),
        1,
      );
    }

    #block(name: string): Block {
      const { heads, modelSize, feedForward, activation, rate } = this.#config;
      const width = heads * Math.ceil(modelSize / heads);
      const project = (part: string) => this.#dense(`${name}${part}`, modelSize, width);
      const attention = (kind: string) => ({
        ...{ query: project(`${kind}Query`), key: project(`${kind}Key`), value: project(`${kind}Value`) },
        output: this.#dense(`${name}${kind}Output`, width, modelSize),
      });
      const added = (norm: string): ((x: Tf.Tensor, more: Tf.Tensor, training: boolean) => Tf.Tensor) => {
        const [dropped, normed] = [this.#dropout(rate), this.#norm(`${name}${norm}`)];
        return (x, more, training) => normed(tf.add(x, dropped(more, training)), training);
      };
      const [own, ownAdded] = [attention('Own'), added('OwnNorm')];
      const [cross, crossAdded] = [attention('Cross'), added('CrossNorm')];
      const wide = this.#dense(`${name}Wide`, modelSize, feedForward, activation);
      const [narrow, fedAdded] = [this.#dense(`${name}Narrow`, feedForward, modelSize), added('FedNorm')];

      return {
        remember: (encoded) => {
          const [rows, steps] = encoded.shape as [number, number];
          const flat = tf.reshape(encoded, [rows * steps, modelSize]);
          const of = (part: Part) => byHead(tf, part(flat, false), steps, heads);
          return { key: of(cross.key), value: of(cross.value) };
        },
        decode: (x, { steps, training, memory, past }) => {
          const of = (part: Part, from: Tf.Tensor) => byHead(tf, part(from, training), steps, heads);
          const fresh = { key: of(own.key, x), value: of(own.value, x) };
          const all = past === undefined ? fresh : bothOf(past, fresh);
          const before = attend(tf, { query: of(own.query, x), ...all }, { causal: steps > 1 });
          const seenOwn = ownAdded(x, own.output(together(tf, before), training), training);
          const remembered = attend(tf, { query: of(cross.query, seenOwn), ...memory }, { causal: false });
          const seen = crossAdded(seenOwn, cross.output(together(tf, remembered), training), training);
          return { x: fedAdded(seen, narrow(wide(seen, training), training), training), past: all };
        },
      };
    }

    #dense(name: string, from: number, to: number, activation?: Activation): Part {
      const glorot = tf.initializers.glorotUniform({ seed: hash(this.#config.seed, this.#count++) });
      const kernel = this.addWeight(`${name}Kernel`, [from, to], 'float32', glorot);
      const bias = this.addWeight(`${name}Bias`, [to], 'float32', tf.initializers.zeros());
      const ending = activation === undefined ? undefined : tf.layers.activation({ activation });
      return (x) => {
        const sum = tf.add(tf.matMul(x as Tf.Tensor2D, kernel.read() as Tf.Tensor2D), bias.read());
        return ending === undefined ? sum : (ending.call(sum, {}) as Tf.Tensor);
      };
    }

    #norm(name: string): Part {
      const size = [this.#config.modelSize];
      const gamma = this.addWeight(`${name}Gamma`, size, 'float32', tf.initializers.ones());
      const beta = this.addWeight(`${name}Beta`, size, 'float32', tf.initializers.zeros());
      return (x) => {
        const centred = tf.sub(x, tf.mean(x, 1, true));
        const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), 1, true), 1e-6));
        return tf.add(tf.mul(tf.div(centred, deviation), gamma.read()), beta.read());
      };
    }

    #dropout(rate: number): Part {
      if (rate === 0) return (x) => x;
      const layer = new (dropoutClass(tf))({ rate });
      this.layers.push(layer);
      return (x, training) => layer.call(x, { training }) as Tf.Tensor;
    }
  }

  function bothOf(past: KeysAndValues, fresh: KeysAndValues): KeysAndValues {
    return { key: tf.concat([past.key, fresh.key], 2), value: tf.concat([past.value, fresh.value], 2) };
  }

  tf.serialization.registerClass(Decoder);
  return Decoder;
});
