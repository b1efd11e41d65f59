import type { PlainData } from '../types.js';

/** A network as plain data: the name of a built-in architecture and its parameters. */
export interface Model {
  readonly model: string;
  readonly parameters: { readonly [name: string]: PlainData };
}

/**
 * An export of a module that is imported where it is needed, in whatever thread or process that is: own layers, losses and
 * builders travel like this.
 */
export interface ModuleReference {
  readonly module: URL;
  readonly export: string;
}

/** What a builder returns: a tfjs `LayersModel`. Structural, since tfjs's own types ask users for `skipLibCheck`. */
export interface LayersModel {
  /** The topology; `object` where `asString` is `false`, whatever tfjs's type says. */
  toJSON(unused?: null, asString?: false): object | string;
  getWeights(): unknown[];
}

/**
 * What a model is built for. `input` is one instance's shape, without the batch; `width` says how many of the outputs belong to
 * one step of a forecast, all where there is no horizon; `seed` makes initial weights repeatable.
 */
export interface ModelShape {
  readonly input: readonly number[];
  readonly outputs: number;
  readonly width: number;
  readonly seed: number;
}

/** A user's own network; runs once, in the main thread. */
export type ModelBuilder = (shape: ModelShape) => LayersModel;
