export { checkAccumulation } from './checkAccumulation.js';
export { checkMetric, type Observation } from './checkMetric.js';
export { checkScaler } from './checkScaler.js';
export { checkSource } from './checkSource.js';
