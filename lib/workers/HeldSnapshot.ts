import type { Snapshot } from '../types.js';

/**
 * A snapshot of a learner in this thread that is copied when it is first asked for, which must be before the learner learns on:
 * in a strict run most snapshots are never looked at, and to copy them all takes as long as a small network's step.
 */
export class HeldSnapshot implements Snapshot {
  readonly _tag = 'Snapshot';
  #whole: Snapshot | undefined;

  constructor(
    readonly version: number,
    readonly labelsDone: number,
    readonly shapes: Snapshot['shapes'],
    private readonly copy: () => Float32Array,
  ) {}

  get weights(): Float32Array {
    return this.whole().weights;
  }

  /** As it is given to users, and stays. */
  whole(): Snapshot {
    const { version, labelsDone, shapes } = this;
    this.#whole ??= { _tag: 'Snapshot', version, labelsDone, weights: this.copy(), shapes };
    return this.#whole;
  }
}
