import type { Description } from '../types.js';
import { runningScaler, type ScalerOptions, type Statistic } from './RunningScaler.js';
import type { Scaler } from './Scaler.js';

/**
 * Scales by the mean and the range so far: `(x - mean) / (max - min)`, from -1 to 1 for what was learned.
 *
 * 0 where the range is 0. Agrees with ADLStream's `MeanNormalizationScaler` (`share_params` is `shared`).
 *
 * @throws ConfigError where `clip` is not greater than 0.
 * @example
 * import { meanNormalization } from 'adlstream/preprocess';
 *
 * const scaler = meanNormalization().create();
 * for (const x of [-100, 100]) scaler.learn(Float32Array.of(x));
 * console.log(scaler.transform(Float32Array.of(50))[0]); // 0.25
 */
export function meanNormalization(options: ScalerOptions = {}): Description<Scaler> {
  return runningScaler('meanNormalization', statistic, options);
}

/** State: mean, min, max. */
const statistic: Statistic = {
  size: 3,
  learn(state, at, value, count) {
    state[at] = state[at]! + (value - state[at]!) / count;
    if (count === 1 || value < state[at + 1]!) state[at + 1] = value;
    if (count === 1 || value > state[at + 2]!) state[at + 2] = value;
  },
  center: (state, at) => state[at]!,
  spread: (state, at) => state[at + 2]! - state[at + 1]!,
};
