import { ConfigError } from '../errors.js';
import type { Description, PlainData } from '../types.js';
import { checkVector, checkWidth } from './checkVector.js';
import type { Scaler } from './Scaler.js';

/** What every scaler can be told. */
export interface ScalerOptions {
  /** Whether all features have one scale in common. @default false: each has its own */
  readonly shared?: boolean;
  /** The greatest magnitude that comes out. @default no limit */
  readonly clip?: number;
}

/** What is known of the values of one feature, or of all of them: some numbers in one array, from a position on. */
export interface Statistic {
  /** How many numbers it needs. */
  readonly size: number;
  /** Takes in the `count`-th value. */
  learn(state: Float64Array, at: number, value: number, count: number): void;
  /** What becomes 0. */
  center(state: Float64Array, at: number): number;
  /** What becomes 1 above it; 0 where that is not known, or nothing varies. */
  spread(state: Float64Array, at: number, count: number): number;
}

type State = { readonly width: number; readonly rows: number; readonly state: Float64Array };

const LARGEST = 3.4028234663852886e38;

/** Makes the description of a scaler from its statistic. @throws ConfigError where `clip` is out of its range. */
export function runningScaler(
  name: string,
  statistic: Statistic,
  { shared = false, clip }: ScalerOptions,
): Description<RunningScaler> {
  if (clip !== undefined && !(clip > 0 && clip <= LARGEST)) {
    throw new ConfigError([{ option: 'clip', value: clip, remedy: 'give a number greater than 0' }]);
  }
  const options = [...(shared ? ['shared'] : []), ...(clip === undefined ? [] : [`clip ${clip}`])];
  return {
    name: options.length === 0 ? name : `${name} (${options.join(', ')})`,
    create: (saved) => new RunningScaler(statistic, shared, clip ?? LARGEST, saved as State | undefined),
  };
}

/**
 * `(x - center) / spread`, in double precision, per feature or shared. Where the spread is 0, or nothing is learned yet, 0 comes
 * out of the transformation, and the center (or 0) out of the inverse; what comes out is always finite.
 */
export class RunningScaler implements Scaler {
  #width: number;
  #rows: number;
  #state: Float64Array;

  constructor(
    private readonly statistic: Statistic,
    private readonly shared: boolean,
    private readonly clip: number,
    { width, rows, state }: State = { width: 0, rows: 0, state: new Float64Array(0) },
  ) {
    this.#width = width;
    this.#rows = rows;
    this.#state = state.slice();
  }

  learn(x: ArrayLike<number>): void {
    const { statistic, shared } = this;
    checkVector(x, this.#learned);
    if (this.#rows === 0) {
      this.#width = x.length;
      this.#state = new Float64Array(statistic.size * (shared ? 1 : x.length));
    }
    const state = this.#state;
    const before = this.#rows++;
    for (let i = 0; i < x.length; i++) {
      if (shared) statistic.learn(state, 0, x[i]!, before * x.length + i + 1);
      else statistic.learn(state, i * statistic.size, x[i]!, before + 1);
    }
  }

  transform(x: Float32Array): Float32Array {
    return this.transformTo(new Float32Array(x.length), x);
  }

  inverse(x: Float32Array): Float32Array {
    return this.inverseTo(new Float32Array(x.length), x);
  }

  /** In whichever precision `out` has. */
  transformTo<Out extends Float32Array | Float64Array>(out: Out, x: ArrayLike<number>): Out {
    const { statistic, shared, clip } = this;
    checkVector(x, this.#learned);
    if (this.#rows === 0) return out;
    const count = shared ? this.#rows * this.#width : this.#rows;
    for (let i = 0; i < x.length; i++) {
      const at = shared ? 0 : i * statistic.size;
      const spread = statistic.spread(this.#state, at, count);
      if (spread > 0) out[i] = within((x[i]! - statistic.center(this.#state, at)) / spread, clip);
    }
    return out;
  }

  inverseTo<Out extends Float32Array | Float64Array>(out: Out, x: ArrayLike<number>): Out {
    const { statistic, shared } = this;
    checkWidth(x, this.#learned);
    if (this.#rows === 0) return out;
    const count = shared ? this.#rows * this.#width : this.#rows;
    for (let i = 0; i < x.length; i++) {
      const at = shared ? 0 : i * statistic.size;
      const spread = statistic.spread(this.#state, at, count);
      out[i] = within(x[i]! * spread + statistic.center(this.#state, at), LARGEST);
    }
    return out;
  }

  save(): PlainData {
    return { width: this.#width, rows: this.#rows, state: this.#state.slice() };
  }

  /** The width that was learned; 0 where nothing was. */
  get #learned(): number {
    return this.#rows === 0 ? 0 : this.#width;
  }
}

function within(value: number, limit: number): number {
  return value > limit ? limit : value < -limit ? -limit : value;
}
