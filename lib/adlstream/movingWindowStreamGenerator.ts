import type { InstanceOptions } from '../preprocess/InstanceOptions.js';
import { instances } from '../preprocess/instances.js';
import { movingWindow } from '../preprocess/movingWindow.js';
import type { Scaler } from '../preprocess/Scaler.js';
import type { Source } from '../source/Source.js';
import { stream } from '../source/stream.js';
import { type ByName, values } from '../target/values.js';
import type { Description } from '../types.js';
import { type GeneratorOptions, isPaced, preprocessing } from './preprocessing.js';
import type { StreamGenerator } from './StreamGenerator.js';

/** What `movingWindowStreamGenerator` takes, beside the source. */
export interface MovingWindowStreamOptions<Names extends readonly [string, ...string[]], Row>
  extends Omit<InstanceOptions<Row>, 'features'>,
    GeneratorOptions {
  /** The fields in the window; `input_idx` in the original. */
  readonly inputs: readonly (keyof Row & string)[];
  /** The fields that are forecast; `target_idx` in the original. */
  readonly targets: Names & readonly (keyof Row & string)[];
  /** Rows of one window. */
  readonly pastHistory: number;
  /** Rows that are forecast. */
  readonly forecastingHorizon: number;
  /** Rows from a window's last to the first that is forecast. @default 1 */
  readonly shift?: number;
  /** The running scale in which targets are learned; forecasts and scores are in the targets' own unit. @default none */
  readonly targetScale?: Description<Scaler>;
}

/**
 * Windows of a source's newest rows, to forecast what follows: what `ADLStream` takes as its `streamGenerator`.
 *
 * Fields take the place of the original's column indices. A prediction is an array of `forecastingHorizon` steps, each a
 * number or, with several targets, a record; the nearest comes first. Scalers see a row once, where the original has them see each
 * window.
 *
 * @throws ConfigError where no target is named, one twice, or the horizon is no whole number from 1 on; from `open`, for
 * another option out of its range.
 * @see ADLStream's `MovingWindowStreamGenerator`, with which it agrees
 * @example
 * import { movingWindowStreamGenerator } from 'adlstream';
 * import { sine } from 'adlstream/source';
 *
 * const generator = movingWindowStreamGenerator(sine({ instances: 100, columns: 2 }), {
 *   inputs: ['s0', 's1'], targets: ['s0'], pastHistory: 12, forecastingHorizon: 3,
 * });
 * console.log(generator.target.outputs); // 3
 */
export function movingWindowStreamGenerator<const Names extends readonly [string, ...string[]], Row>(
  source: Source<Row>,
  options: MovingWindowStreamOptions<Names, Row>,
): StreamGenerator<readonly ByName<Names>[], ByName<Names>> {
  const { inputs, targets, pastHistory, forecastingHorizon, shift = 1, targetScale, preprocessingSteps } = options;
  const scaling = targetScale === undefined ? {} : { scale: targetScale };
  return {
    target: values<Names>(targets, { horizon: forecastingHorizon, ...scaling }),
    paced: isPaced(options),
    open: (context) =>
      stream(context, source, options).pipe(
        instances(context, { ...options, features: inputs, label: targets }),
        preprocessing(context, preprocessingSteps),
        movingWindow(context, { pastHistory, shift }),
      ),
  };
}
