import type { Model } from './Model.js';

export const modelNames: readonly string[] = ['mlp'];
export const isModel = (model: Model): boolean => modelNames.includes(model.model);
