import { delayLabels } from '../preprocess/delayLabels.js';
import type { InstanceOptions, LabelField } from '../preprocess/InstanceOptions.js';
import { instances } from '../preprocess/instances.js';
import type { Source } from '../source/Source.js';
import { stream } from '../source/stream.js';
import { classes } from '../target/classes.js';
import { type GeneratorOptions, isPaced, preprocessing } from './preprocessing.js';
import type { StreamGenerator } from './StreamGenerator.js';

/** What `classificationStreamGenerator` takes, beside the source. */
export interface ClassificationStreamOptions<Names extends readonly [string, ...string[]], Row>
  extends InstanceOptions<Row>,
    LabelField<Row>,
    GeneratorOptions {
  /** The names of the classes; `one_hot_labels` in the original. */
  readonly classes: Names;
}

/**
 * Rows of a source as instances to be classified, each with its label: what `ADLStream` takes as its `streamGenerator`.
 *
 * Fields take the place of the original's column indices: `label` names the one with the class (or one per class,
 * one-hot), `features` those that become the input, all others by default. `max` is the original's `max_instances`, and
 * `periodMs` its stream's `stream_period`: with a period the run is live, and no prediction waits for training.
 *
 * @throws ConfigError where fewer than two classes are named, or one twice; from `open`, for an option out of its range.
 * @see ADLStream's `ClassificationStreamGenerator`, with which it agrees where a row is not taken apart on the way
 * @example
 * import { classificationStreamGenerator } from 'adlstream';
 * import { minMax } from 'adlstream/preprocess';
 * import { sea } from 'adlstream/source';
 *
 * const generator = classificationStreamGenerator(sea({ seed: 1, instances: 100 }), {
 *   classes: ['0', '1'], label: 'class', preprocessingSteps: [minMax()],
 * });
 * console.log(generator.target.outputs, generator.paced); // 2 false
 */
export function classificationStreamGenerator<const Names extends readonly [string, ...string[]], Row>(
  source: Source<Row>,
  options: ClassificationStreamOptions<Names, Row>,
): StreamGenerator<Names[number]> {
  return {
    target: classes(options.classes),
    paced: isPaced(options),
    open: (context) =>
      stream(context, source, options).pipe(
        instances(context, options),
        preprocessing(context, options.preprocessingSteps),
        delayLabels(context, 0),
      ),
  };
}
