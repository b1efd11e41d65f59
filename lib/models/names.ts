import { builds } from './build/builds.js';
import type { Model } from './Model.js';

/** The names of the built-in models. */
export const modelNames: readonly string[] = [...Object.keys(builds), 'pool'];

export const isModel = ({ model }: Model): boolean => modelNames.includes(model);
