import type { Description, PlainData } from '../types.js';
import { checkVector } from './checkVector.js';
import type { Encoder } from './Encoder.js';
import { encodeInBins } from './encodeInBins.js';
import { BINS, isRefreshed, quantileEdges, RECENT } from './quantileEdges.js';

/**
 * Encodes each feature by 8 numbers from -1 to 1, piecewise linear between its running quantiles, for use in `scale`: a
 * network then sees thresholds and other kinks as easily as trees do.
 *
 * A feature's range is cut into 8 bins between the quantiles of its newest 1,000 values. Every bin below the value is 1, every
 * bin above it -1, and across the bin that it lies in it runs from -1 to 1. The quantiles are taken after 30 rows, after 100, and
 * after every 300; before the first time all is 0. Where neighbouring quantiles are equal there are fewer bins, and the last
 * of the 8 numbers are 0; a feature with no more than 9 distinct values (a category, a flag) has an edge at each
 * of them; of a constant all are 0. The vector that comes out is 8 times as long: the bins of the first feature, then of the second.
 *
 * What it keeps is 1,000 rows.
 *
 * @throws BadRowError, from `learn` and `transform`, where a vector is not finite or of another length than before.
 * @see Gorishniy, Rubachev and Babenko, On Embeddings for Numerical Features in Tabular Deep Learning, NeurIPS 2022: piecewise
 * linear encoding, there with quantiles of a training set.
 * @example
 * import { quantileEncoding } from 'adlstream/preprocess';
 *
 * const encoder = quantileEncoding().create();
 * for (let i = 0; i <= 99; i++) encoder.learn(Float32Array.of(i));
 * console.log(encoder.transform(Float32Array.of(99 / 4)).join()); // 1,1,-1,-1,-1,-1,-1,-1
 */
export function quantileEncoding(): Description<Encoder> {
  return { name: 'quantileEncoding', create: (saved) => new QuantileEncoding(saved as State | undefined) };
}

type State = { readonly rows: number; readonly recent: Float64Array; readonly edges: Float64Array };

class QuantileEncoding implements Encoder {
  #rows = 0;
  /** The newest rows, in a ring. */
  #recent = new Float32Array(0);
  #edges = new Float32Array(0);

  constructor(saved: State | undefined) {
    if (saved === undefined) return;
    this.#rows = saved.rows;
    this.#recent = Float32Array.from(saved.recent);
    this.#edges = Float32Array.from(saved.edges);
  }

  learn(x: Float32Array): void {
    checkVector(x, this.#width);
    if (this.#rows === 0) {
      this.#recent = new Float32Array(RECENT * x.length);
      this.#edges = new Float32Array((BINS + 1) * x.length);
    }
    this.#recent.set(x, (this.#rows % RECENT) * x.length);
    this.#rows++;
    if (isRefreshed(this.#rows)) this.#refresh();
  }

  transform(x: Float32Array): Float32Array {
    checkVector(x, this.#width);
    const out = new Float32Array(BINS * x.length);
    if (this.#rows === 0) return out;
    for (let i = 0; i < x.length; i++) encodeInBins(x[i]!, this.#edges, i * (BINS + 1), out, i * BINS);
    return out;
  }

  save(): PlainData {
    return { rows: this.#rows, recent: Float64Array.from(this.#recent), edges: Float64Array.from(this.#edges) };
  }

  get #width(): number {
    return this.#recent.length / RECENT;
  }

  #refresh(): void {
    const width = this.#width;
    const column = new Float32Array(Math.min(this.#rows, RECENT));
    for (let feature = 0; feature < width; feature++) {
      for (let row = 0; row < column.length; row++) column[row] = this.#recent[row * width + feature]!;
      quantileEdges(column, this.#edges, feature * (BINS + 1));
    }
  }
}
