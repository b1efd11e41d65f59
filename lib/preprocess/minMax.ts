import type { Description } from '../types.js';
import { runningScaler, type ScalerOptions, type Statistic } from './RunningScaler.js';
import type { Scaler } from './Scaler.js';

/**
 * Scales by the least and the greatest value so far: `(x - min) / (max - min)`, from 0 to 1 for what was learned.
 *
 * 0 where the two are equal. Agrees with ADLStream's `MinMaxScaler` (`share_params` is `shared`).
 *
 * @throws ConfigError where `clip` is not greater than 0.
 * @example
 * import { minMax } from 'adlstream/preprocess';
 *
 * const scaler = minMax().create();
 * for (const x of [-100, 100]) scaler.learn(Float32Array.of(x));
 * console.log(scaler.transform(Float32Array.of(50))[0]); // 0.75
 */
export function minMax(options: ScalerOptions = {}): Description<Scaler> {
  return runningScaler('minMax', statistic, options);
}

/** State: min, max. */
const statistic: Statistic = {
  size: 2,
  learn(state, at, value, count) {
    if (count === 1 || value < state[at]!) state[at] = value;
    if (count === 1 || value > state[at + 1]!) state[at + 1] = value;
  },
  center: (state, at) => state[at]!,
  spread: (state, at) => state[at + 1]! - state[at]!,
};
