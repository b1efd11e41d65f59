import type { Accumulated, Accumulation } from '../evaluate/Accumulation.js';
import { chunks } from '../evaluate/chunks.js';
import { fading } from '../evaluate/fading.js';
import type { EvaluateOptions } from '../evaluate/Report.js';
import { accuracy } from '../metrics/accuracy.js';
import { kappa } from '../metrics/kappa.js';
import type { Metric } from '../metrics/Metric.js';
import { mae } from '../metrics/mae.js';
import type { Quantity } from '../metrics/Quantity.js';
import type { Description, PlainData } from '../types.js';

/** The metrics of the original, with its rules. */
export interface OriginalMetrics {
  readonly accuracy: Description<Metric<string>>;
  /** 1 on a chunk that shows one class only. */
  readonly kappa: Description<Metric<string>>;
  readonly mae: Description<Metric<Quantity>>;
}

const metrics: OriginalMetrics = { accuracy: accuracy(), kappa: oneWhereUndefined(kappa()), mae: mae() };

/** What both evaluators of the original take. */
export interface EvaluatorOptions<Name extends keyof OriginalMetrics> {
  /** How many instances are scored at once. */
  readonly chunkSize: number;
  readonly metric: Name;
}

/**
 * Scores each whole chunk by itself: what `ADLStream` takes as its `evaluator`, with a report per chunk.
 *
 * The score is under `over.chunks`, by the metric's name. As in the original, kappa is 1 on a chunk that shows one class
 * only, and a last chunk that is not whole is not scored. The metrics and accumulations of one's own go straight into
 * `ADLStream`, as `{ metrics, over, every }`.
 *
 * @throws ConfigError where `chunkSize` is not a whole number from 1 on.
 * @see ADLStream's `InterleavedChunkEvaluator`, with which it agrees
 * @example
 * import { interleavedChunkEvaluator } from 'adlstream';
 *
 * console.log(interleavedChunkEvaluator({ chunkSize: 10, metric: 'kappa' }).every); // 10
 */
export function interleavedChunkEvaluator<Name extends keyof OriginalMetrics>({
  chunkSize,
  metric,
}: EvaluatorOptions<Name>): EvaluateOptions<Pick<OriginalMetrics, Name>, { readonly chunks: Accumulation }> {
  return { metrics: only(metric), over: { chunks: wholeOnly(chunks(chunkSize)) }, every: chunkSize };
}

/**
 * Scores each whole chunk, and fades the scores of those before: what `ADLStream` takes as its `evaluator`, with a report
 * per chunk.
 *
 * The score is under `over.prequential`, by the metric's name; else as `interleavedChunkEvaluator`.
 *
 * - `fadingFactor`: What a chunk's weight is multiplied by with each chunk that follows it. Default 0.98.
 *
 * @throws ConfigError where `chunkSize` is not a whole number from 1 on, or `fadingFactor` not above 0 and at most 1.
 * @see ADLStream's `PrequentialEvaluator`, with which it agrees
 * @example
 * import { prequentialEvaluator } from 'adlstream';
 *
 * console.log(prequentialEvaluator({ chunkSize: 10, metric: 'mae' }).every); // 10
 */
export function prequentialEvaluator<Name extends keyof OriginalMetrics>({
  chunkSize,
  metric,
  fadingFactor = 0.98,
}: EvaluatorOptions<Name> & { readonly fadingFactor?: number }): EvaluateOptions<
  Pick<OriginalMetrics, Name>,
  { readonly prequential: Accumulation }
> {
  const prequential = wholeOnly(fading({ chunk: chunkSize, factor: fadingFactor }));
  return { metrics: only(metric), over: { prequential }, every: chunkSize };
}

function only<Name extends keyof OriginalMetrics>(metric: Name): Pick<OriginalMetrics, Name> {
  return { [metric]: metrics[metric] } as Pick<OriginalMetrics, Name>;
}

/** Asked for at the end of a chunk only, so that nothing observed is no case. */
function oneWhereUndefined<V>(metric: Description<Metric<V>>): Description<Metric<V>> {
  return {
    name: `${metric.name}, or 1`,
    create(saved) {
      const part = metric.create(saved);
      return {
        update: (truth, predicted) => part.update(truth, predicted),
        get value() {
          return part.value ?? 1;
        },
        save: () => part.save(),
      };
    },
  };
}

/** Nothing tells it of the end of a stream, so that an open chunk stays open. */
function wholeOnly(accumulation: Accumulation): Accumulation {
  return {
    of<V>(metric: Description<Metric<V>>): Description<Accumulated<V>> {
      const { name, create } = accumulation.of(metric);
      return {
        name: `whole ${name}`,
        create(saved?: PlainData) {
          const part = create(saved);
          return {
            update: (truth, predicted) => part.update(truth, predicted),
            skip: () => part.skip?.(),
            get value() {
              return part.value;
            },
            get undefinedChunks() {
              return part.undefinedChunks ?? 0;
            },
            save: () => part.save(),
          };
        },
      };
    },
  };
}
