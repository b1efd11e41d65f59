import type { Observable } from 'rxjs';
import type { Context } from '../context/Context.js';
import type { Target } from '../target/Target.js';
import type { Instance, Label } from '../types.js';

/**
 * Where `ADLStream` gets its instances and labels from. It carries the target, since the class's own parameters name none.
 *
 * `V` is a prediction's value; `S` the label of one row, which differs from `V` in a forecast.
 */
export interface StreamGenerator<V, S = V> {
  readonly target: Target<V, S>;
  /** Whether rows come by a clock rather than as they are asked for: then no prediction may wait for training. @default false */
  readonly paced?: boolean;
  /** Called anew for each run, with the run's context. A label comes after its instance, under its id. */
  open(context: Context<V, S>): Observable<Instance | Label<V>>;
}
