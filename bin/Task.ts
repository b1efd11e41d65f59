import type { Observable } from 'rxjs';
import type { Context, Metrics, Scored, Target } from '../lib/index.js';

/** What is learned from a stream, and how it is scored. `V`: a prediction's value; `S`: the label of one row. */
export interface Task<V, S, M extends Metrics<V>> {
  readonly target: Target<V, S>;
  /** The names of the classes, or of what is forecast. */
  readonly names: readonly string[];
  readonly metrics: M;
  /** The metric that baselines are told in. */
  readonly main: keyof M & string;
  /** From the source to instances with label and prediction, their labels handed to the trainer. */
  scored$(context: Context<V, S>): Observable<Scored<V>>;
}
