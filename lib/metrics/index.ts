export { accuracy } from './accuracy.js';
export { kappa } from './kappa.js';
export type { Metric } from './Metric.js';
export { mae } from './mae.js';
export type { Quantity } from './Quantity.js';
