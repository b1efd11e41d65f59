import type { FastProgram } from './run/FastProgram.js';

/** A network as the fast engine runs it: plain data, from which a learner is made without tfjs. */
export interface Compiled {
  readonly program: FastProgram;
  /** The first ones. */
  readonly weights: Float32Array;
}
