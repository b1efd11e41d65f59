import type { Target } from '../target/Target.js';
import type { Description, PlainData, Stateful } from '../types.js';
import type { ClassWeight } from './ClassWeight.js';
import type { States } from './States.js';

/** What a label weighs by its class, which is told where labels are handed over. */
export interface ClassWeights {
  /** @param encoded one-hot. Each label is told once, in the order of the label stream. */
  weigh(encoded: Float32Array): number;
}

/** @returns `undefined` where all classes weigh alike. */
export function classWeightsOf<V>(
  classWeight: ClassWeight<V> | undefined,
  target: Target<V, unknown>,
  states: States,
): ClassWeights | undefined {
  if (classWeight === undefined) return undefined;
  // The context itself is the owner, for as long as it lives.
  if (classWeight === 'balanced') return states.own('classWeight', balanced(target.outputs)).part;
  const weights = new Float64Array(target.outputs).fill(1);
  for (const [name, weight] of Object.entries<number | undefined>(classWeight)) {
    if (weight !== undefined) weights[target.encode(name as V).indexOf(1)] = weight;
  }
  return { weigh: (encoded) => weights[encoded.indexOf(1)]! };
}

function balanced(classes: number): Description<Balanced> {
  return { name: `balanced(${classes})`, create: (saved) => new Balanced(classes, saved) };
}

/**
 * scikit-learn's 'balanced', n / (k · n_c), from the labels so far, the one that is weighed among them. One label more of each class
 * is counted than came, so that the first label of a class in a long stream weighs half of what it would.
 */
class Balanced implements ClassWeights, Stateful {
  readonly #counts: Float64Array;
  #total: number;

  constructor(classes: number, saved?: PlainData) {
    this.#counts = saved === undefined ? new Float64Array(classes).fill(1) : (saved as Float64Array).slice();
    this.#total = this.#counts.reduce((sum, count) => sum + count, 0);
  }

  weigh(encoded: Float32Array): number {
    const counts = this.#counts;
    const position = encoded.indexOf(1);
    this.#total++;
    const count = ++counts[position]!;
    return this.#total / (counts.length * count);
  }

  save(): PlainData {
    return this.#counts.slice();
  }
}
