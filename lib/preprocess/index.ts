export type { Encoder } from './Encoder.js';
export { meanNormalization } from './meanNormalization.js';
export { minMax } from './minMax.js';
export { quantileEncoding } from './quantileEncoding.js';
export type { ScalerOptions } from './RunningScaler.js';
export type { Scaler } from './Scaler.js';
export { standardization } from './standardization.js';
