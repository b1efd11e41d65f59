export { dropout, type TfWithDropout } from './layers/dropout.js';
export type { LayersModel, Model, ModelBuilder, ModelShape, ModuleReference } from './Model.js';
export { type Activation, type MlpParameters, mlp } from './mlp.js';
export { type Combine, type Pool, type PoolMember, type PoolParameters, pool } from './pool.js';
