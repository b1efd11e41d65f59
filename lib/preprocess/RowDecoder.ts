import type { Core } from '../context/Core.js';
import { wrongWeight } from '../context/wrongWeight.js';
import type { Id, Instance, Labelled } from '../types.js';
import type { InstanceOptions, LabelField } from './InstanceOptions.js';
import type { RowState } from './RowState.js';
import { isMissing, toNumber, whyNoNumber } from './toNumber.js';

type Fields = { readonly [field: string]: unknown };

/** From rows to instances, one by one; the state goes along. */
export class RowDecoder<S, Row> {
  readonly #label: string | readonly string[] | undefined;
  readonly #id: string | undefined;
  readonly #weight: string | undefined;
  readonly #missing: 'bad' | 'last' | number;
  #features: readonly string[] | undefined;

  constructor(
    private readonly core: Core<unknown, S>,
    options: InstanceOptions<Row> & Partial<LabelField<Row>>,
    private readonly state: RowState,
  ) {
    this.#label = options.label;
    this.#id = options.id;
    this.#weight = options.weight;
    this.#missing = options.missing ?? 'bad';
    if (options.features !== undefined) state.setFeatures(options.features);
    this.#features = state.features;
  }

  /** @returns `undefined` where the row is left out. @throws BadRowError where a bad row is an error. */
  decode(row: Row): Instance<Row> | Labelled<S, Row> | undefined {
    const position = this.state.position++;
    if (typeof row !== 'object' || row === null) return this.#refuse(row, 'row', 'is no object with fields');
    const fields = row as Fields;
    this.#features ??= this.#featuresOf(fields);
    const features = this.#features;
    if (features === undefined) return this.#refuse(row, 'features', 'no field is left that could be one');
    const x = new Float32Array(features.length);
    for (let i = 0; i < x.length; i++) {
      x[i] = toNumber(fields[features[i]!]);
      // Infinite or NaN, also where a number is too great for 32 bits.
      if (x[i]! - x[i]! !== 0 && !this.#fill(x, i, fields)) return this.#refuseFeature(row, fields, i);
    }
    const id = this.#id === undefined ? position : fields[this.#id];
    if (!isId(id)) return this.#refuse(row, this.#id!, isMissing(id) ? 'is missing' : `cannot be an id: ${String(id)}`);
    const weight = this.#weight === undefined ? undefined : toNumber(fields[this.#weight]);
    const wrong = weight === undefined ? undefined : wrongWeight(weight);
    if (wrong !== undefined) return this.#refuseWeight(row, fields[this.#weight!], wrong);
    if (this.#label === undefined) {
      this.#remember(x);
      return weight === undefined ? { id, x, row } : { id, x, row, weight };
    }
    const label = this.#label;
    const y = this.core.target.decode(typeof label === 'string' ? fields[label] : label.map((field) => fields[field]));
    if (y._tag === 'Left') return this.#refuse(row, typeof label === 'string' ? label : label.join(', '), y.left);
    this.#remember(x);
    return weight === undefined ? { id, x, row, y: y.right } : { id, x, row, y: y.right, weight };
  }

  #featuresOf(fields: Fields): readonly string[] | undefined {
    const others = new Set([
      this.#id,
      this.#weight,
      ...(typeof this.#label === 'string' ? [this.#label] : (this.#label ?? [])),
    ]);
    const features = Object.keys(fields).filter((field) => !others.has(field));
    if (features.length === 0) return undefined;
    this.state.setFeatures(features);
    return features;
  }

  /** @returns whether the feature is one that may be filled, and was. */
  #fill(x: Float32Array, i: number, fields: Fields): boolean {
    if (this.#missing === 'bad' || !isMissing(fields[this.#features![i]!])) return false;
    x[i] = this.#missing === 'last' ? this.state.last[i]! : this.#missing;
    return Number.isFinite(x[i]);
  }

  #remember(x: Float32Array): void {
    if (this.#missing === 'last') this.state.last.set(x);
  }

  #refuseFeature(row: Row, fields: Fields, i: number): undefined {
    const field = this.#features![i]!;
    const none = this.#missing === 'last' && isMissing(fields[field]) ? ', and no row before had it' : '';
    return this.#refuse(row, field, whyNoNumber(fields[field]) + none);
  }

  #refuseWeight(row: Row, value: unknown, reason: string): undefined {
    return this.#refuse(row, this.#weight!, Number.isNaN(toNumber(value)) ? whyNoNumber(value) : reason);
  }

  #refuse(row: Row, field: string, reason: string): undefined {
    const error = this.core.reject({ _tag: 'BadRow', row, field, reason });
    if (error !== undefined) throw error;
  }
}

function isId(id: unknown): id is Id {
  return (typeof id === 'string' && id !== '') || (typeof id === 'number' && Number.isFinite(id));
}
