export type { Accumulated, Accumulation } from './Accumulation.js';
export { chunks } from './chunks.js';
export { cumulative } from './cumulative.js';
export { type FadingOptions, fading } from './fading.js';
export { sliding } from './sliding.js';
