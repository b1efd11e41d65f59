export { checkAccumulation } from './checkAccumulation.js';
export { checkMetric, type Observation } from './checkMetric.js';
