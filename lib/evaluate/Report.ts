import type { Metric } from '../metrics/Metric.js';
import type { Description } from '../types.js';
import type { Accumulation } from './Accumulation.js';

/** Metrics of labels `V`, under names of your own. */
export type Metrics<V> = { readonly [metric: string]: Description<Metric<V>> };
/** Ways to accumulate a metric, under names of your own. */
export type Accumulations = { readonly [accumulation: string]: Accumulation };

/** A score for every metric, accumulated in every way; `undefined` where it is not defined. */
export type Scores<M, O> = { readonly [A in keyof O]: { readonly [K in keyof M]: number | undefined } };

/** What every report has. */
export interface ReportHead {
  /** How many instances were scored so far. */
  readonly instances: number;
  /** When the report was made: milliseconds since 1970 by RxJS's `asyncScheduler`, whose time is virtual in a marble test. */
  readonly timestamp: number;
}

/** What `evaluate` puts out. `M`: the metrics, `O`: the accumulations, as they were given. */
export interface Report<M, O> extends ReportHead {
  /** Of all predictions. */
  readonly over: Scores<M, O>;
  /**
   * The same scores of what a model has to beat, on the same instances: `noChange` repeats the last label;
   * `noChangeLearned` the last one that the model had learned when it answered; `majority` (of classes) or `mean` (of
   * values) goes by all labels before this one. An instance is left out of a baseline's scores while that has nothing to go
   * by; chunks are cut at the same instances all the same.
   */
  readonly baselines: { readonly [name: string]: Scores<M, O> };
  /** The same scores of the predictions made before any training, the last, open chunk too; they count in `over` as well. */
  readonly untrained: Scores<M, O>;
  /** In accumulations over chunks: how many were left out of `over` because the metric is not defined on them. */
  readonly undefinedChunks: { readonly [A in keyof O]?: { readonly [K in keyof M]: number } };
}

/** What `evaluate` takes. */
export interface EvaluateOptions<M, O> {
  /** What is measured, under names of your own. */
  readonly metrics: M;
  /** How it is accumulated, under names of your own. */
  readonly over: O;
  /** A report leaves every so many instances. @default 1000 */
  readonly every?: number;
}
