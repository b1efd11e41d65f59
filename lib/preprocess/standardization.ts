import type { Description } from '../types.js';
import { runningScaler, type ScalerOptions, type Statistic } from './RunningScaler.js';
import type { Scaler } from './Scaler.js';

/**
 * Scales by the mean and the standard deviation so far: `(x - mean) / deviation`.
 *
 * The deviation is the sample's (n - 1), by Welford's algorithm; 0 comes out where it is 0, as after one value. Agrees with
 * ADLStream's `StandardizationScaler` (`share_params` is `shared`), which fails on one shared feature where this gives 0.
 * `{ clip: 4 }` keeps an outlier from throwing plain SGD off.
 *
 * @throws ConfigError where `clip` is not greater than 0.
 * @example
 * import { standardization } from 'adlstream/preprocess';
 *
 * const scaler = standardization({ clip: 4 }).create();
 * for (const x of [1, 2, 3]) scaler.learn(Float32Array.of(x));
 * console.log(scaler.transform(Float32Array.of(3))[0], scaler.transform(Float32Array.of(99))[0]); // 1 4
 */
export function standardization(options: ScalerOptions = {}): Description<Scaler> {
  return runningScaler('standardization', statistic, options);
}

/** State: mean, sum of squared deviations from it. */
const statistic: Statistic = {
  size: 2,
  learn(state, at, value, count) {
    const mean = state[at]!;
    const difference = value - mean;
    state[at] = mean + difference / count;
    state[at + 1] = state[at + 1]! + difference * (value - state[at]!);
  },
  center: (state, at) => state[at]!,
  spread: (state, at, count) => (count > 1 ? Math.sqrt(state[at + 1]! / (count - 1)) : 0),
};
