import type { Pool } from './pool.js';

/** Beside `pool()`, since workers look for pools which have nothing to check. */
export function isPool(model: unknown): model is Pool {
  return typeof model === 'object' && model !== null && 'model' in model && model.model === 'pool';
}
