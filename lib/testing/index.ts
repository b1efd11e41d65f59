export { checkAccumulation } from './checkAccumulation.js';
export { checkEncoder } from './checkEncoder.js';
export { type CreateLearner, checkLearner } from './checkLearner.js';
export { checkMetric, type Observation } from './checkMetric.js';
export { type CheckModelOptions, checkModel } from './checkModel.js';
export { checkScaler } from './checkScaler.js';
export { checkSource } from './checkSource.js';
