import type { Metric } from '../metrics/Metric.js';
import type { Description } from '../types.js';

/** How a metric is accumulated over a stream: a metric in, a metric out. */
export interface Accumulation {
  of<V>(metric: Description<Metric<V>>): Description<Metric<V>>;
}
