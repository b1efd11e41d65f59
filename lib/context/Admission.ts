import { OverflowError } from '../errors.js';
import type { Instance, Label, Rejected } from '../types.js';
import type { TargetScale } from './TargetScale.js';
import { wrongWeight } from './wrongWeight.js';

export interface AdmissionParts<V> {
  readonly scale: TargetScale<V>;
  readonly maxPending: number;
  readonly pending: () => number;
  /** Features of an instance; `undefined` until they are known. */
  readonly width: () => number | undefined;
  /** Tells the input's shape by the first instance. */
  readonly inputShape: (shape: readonly number[]) => void;
  /** @returns the error that the operator ends with, if it is to end. */
  readonly reject: (rejected: Rejected) => Error | undefined;
}

/** What an element has to be before the model sees it; what is not that is rejected, with the field and the reason. */
export class Admission<V> {
  constructor(private readonly parts: AdmissionParts<V>) {}

  /** @returns nothing where it is admitted; else what becomes of it. */
  instance(element: Instance): 'skip' | Error | undefined {
    const wrong = this.#wrongFeatures(element);
    return wrong === undefined ? undefined : this.#refuse(element, 'x', wrong);
  }

  /** @returns its label as the model learns it; else what becomes of it. */
  labelled(element: Instance & Label<V>, isHistory: boolean): Float32Array | 'skip' | Error {
    if (!isHistory && !('prediction' in element)) {
      const reason =
        "was never predicted; put predictWith(context) before trainOn, or say trainOn(context, { from: 'history' })";
      return this.#refuse(element, 'prediction', reason);
    }
    const refused = this.instance(element);
    if (refused !== undefined) return refused;
    const { scale, maxPending, pending } = this.parts;
    const encoded = scale.encode(element.y);
    if (typeof encoded === 'string') return this.#refuse(element, 'y', encoded);
    const wrong = element.weight === undefined ? undefined : wrongWeight(element.weight);
    if (wrong !== undefined) return this.#refuse(element, 'weight', wrong);
    if (isHistory && pending() >= maxPending) return new OverflowError(maxPending);
    return encoded;
  }

  /** The first instance tells the input's shape, where the configuration does not. */
  #wrongFeatures({ x }: Instance): string | undefined {
    for (let i = 0; i < x.length; i++) {
      const value = x[i]!;
      if (value - value !== 0) return `feature ${i} is ${value}; only finite numbers can be learned from`;
    }
    if (this.parts.width() === undefined) this.parts.inputShape([x.length]);
    const width = this.parts.width();
    return x.length === width ? undefined : `has ${x.length} features where the model takes ${width}`;
  }

  #refuse(element: Instance | (Instance & Label<V>), field: string, reason: string): 'skip' | Error {
    return this.parts.reject({ _tag: 'BadRow', row: element.row, field, reason }) ?? 'skip';
  }
}
