import type { Metric } from '../metrics/Metric.js';
import type { Description } from '../types.js';

/** A metric over some of the stream, or weighted along it. Its labels and predictions must be plain data to be saved. */
export interface Accumulated<in V> extends Metric<V> {
  /** Says that an instance passed without an observation, as where a baseline has no guess: chunks are cut by instances. */
  skip?(): void;
  /**
   * Says that the stream has ended: what waited for the rest of its chunk counts from now on, as a chunk of its own.
   * @returns whether there was anything.
   */
  end?(): boolean;
  /** How many chunks were left out because the metric had no finite value on them; absent where there are no chunks. */
  readonly undefinedChunks?: number;
}

/** How a metric is accumulated over a stream: a metric in, a metric out. */
export interface Accumulation {
  of<V>(metric: Description<Metric<V>>): Description<Accumulated<V>>;
}
