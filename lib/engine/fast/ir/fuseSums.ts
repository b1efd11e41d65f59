import { type Call, type Operand, sizeOf, type Value } from '../trace/Graph.js';
import { type Body, countUses, producers } from './Body.js';

/**
 * Takes a sum of products for the product of what is stacked: `a1ᵀ·b1 + a2ᵀ·b2` is `[a1; a2]ᵀ·[b1; b2]`, and a sum of
 * columns' sums likewise; a sum of what is laid side by side is the sums side by side. A recurrent layer's weights have such a gradient, with
 * a term for every time step; one long product takes a half to a tenth of the time of many short ones and their additions.
 */
export function fuseSums(body: Body): Body {
  const sums = new Sums(body);
  // Backwards, so that the last addition of a sum is met first. What is no longer read, a later pass drops.
  const calls = body.calls
    .toReversed()
    .flatMap((call) => sums.fused(call)?.toReversed() ?? [call])
    .reverse();
  return { ...body, values: sums.values, calls };
}

class Sums {
  readonly values: Value[];
  readonly #by: ReadonlyMap<number, Call>;
  readonly #uses: Uint32Array;
  /** Additions that belong to a sum that was met. */
  readonly #met = new Set<Call>();

  constructor(body: Body) {
    this.values = [...body.values];
    this.#by = producers(body);
    this.#uses = countUses(body);
  }

  /** @returns the calls that make this sum from fewer products, or undefined where it cannot be. */
  fused(call: Call): Call[] | undefined {
    if (this.#met.has(call) || !isSum(call)) return undefined;
    const terms = Object.values(call.inputs).flatMap((input) => this.#terms(input));
    if (this.#groups(terms).every((group) => group.length === 1)) return undefined;
    const calls: Call[] = [];
    this.#add(terms, calls);
    const last = calls.pop()!;
    return [...calls, { ...last, outputs: [{ ...call.outputs[0]!, shape: last.outputs[0]!.shape }] }];
  }

  #terms(operand: Operand): Operand[] {
    const call = this.#own(operand);
    if (!call || !isSum(call)) return [operand];
    this.#met.add(call);
    return Object.values(call.inputs).flatMap((input) => this.#terms(input));
  }

  /** The call that made the operand, where nobody else reads it. */
  #own({ value }: Operand): Call | undefined {
    return this.#uses[value] === 1 ? this.#by.get(value) : undefined;
  }

  #groups(terms: readonly Operand[]): Operand[][] {
    const groups = new Map<unknown, Operand[]>();
    for (const term of terms) {
      const call = this.#own(term);
      const key = (call && kindOf(call)) ?? term;
      groups.set(key, [...(groups.get(key) ?? []), term]);
    }
    return [...groups.values()];
  }

  /** Appends the calls that add the terms up. */
  #add(terms: readonly Operand[], calls: Call[]): Operand {
    const parts = this.#groups(terms).map((group) => (group.length === 1 ? group[0]! : this.#merge(group, calls)));
    return parts.reduce((a, b) => this.#call({ kernel: 'Add', inputs: { a, b }, attributes: {} }, a.shape, calls));
  }

  #merge(group: readonly Operand[], calls: Call[]): Operand {
    const made = group.map((term) => this.#by.get(term.value)!);
    const [first] = made as [Call];
    const inputsOf = (name: string) => made.map(({ inputs }) => inputs[name]!);
    const names = Object.keys(first.inputs);
    if (first.kernel === 'Concat') {
      const sums = names.map((name) => [
        name,
        { ...this.#add(inputsOf(name), calls), shape: first.inputs[name]!.shape },
      ]);
      return this.#call({ ...first, inputs: Object.fromEntries(sums) }, first.outputs[0]!.shape, calls);
    }
    const inputs = Object.fromEntries(names.map((name) => [name, this.#stack(inputsOf(name), calls)]));
    return this.#call({ ...first, inputs }, first.outputs[0]!.shape, calls);
  }

  #stack(matrices: readonly Operand[], calls: Call[]): Operand {
    const parts = matrices.map((operand) => ({ ...operand, shape: operand.shape.slice(-2) }));
    const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
    const inputs = Object.fromEntries(parts.entries());
    return this.#call({ kernel: 'Concat', inputs, attributes: { axis: 0 } }, [rows, parts[0]!.shape[1]!], calls);
  }

  #call(call: Omit<Call, 'outputs'>, shape: readonly number[], calls: Call[]): Operand {
    this.values.push({ kind: 'computed', size: sizeOf(shape) });
    const output = { value: this.values.length - 1, shape, type: 'float32' };
    calls.push({ ...call, outputs: [output] });
    return output;
  }
}

/** An addition without broadcasting. */
function isSum({ kernel, inputs, outputs }: Call): boolean {
  return kernel === 'Add' && Object.values(inputs).every(({ shape }) => sizeOf(shape) === sizeOf(outputs[0]!.shape));
}

/** Terms of one kind can be merged; `undefined`: not at all. */
function kindOf(call: Call): string | undefined {
  const { kernel, attributes, outputs } = call;
  if (isPlainProduct(call) || isColumnSum(call)) return `${kernel} ${outputs[0]!.shape.slice(-2)}`;
  const shapes = Object.values(call.inputs).map(({ shape }) => `[${shape}]`);
  return kernel === 'Concat' ? `${kernel} ${JSON.stringify(attributes)} ${shapes}` : undefined;
}

/** aᵀ·b, of two matrices. */
function isPlainProduct({ kernel, inputs, attributes }: Call): boolean {
  return (
    (kernel === 'BatchMatMul' || kernel === '_FusedMatMul') &&
    attributes['transposeA'] === true &&
    attributes['transposeB'] !== true &&
    (attributes['activation'] ?? 'linear') === 'linear' &&
    inputs['bias'] === undefined &&
    [inputs['a']!, inputs['b']!].every(({ shape }) => sizeOf(shape.slice(0, -2)) === 1)
  );
}

/** The sum over the rows of one matrix. */
function isColumnSum({ kernel, inputs, attributes }: Call): boolean {
  const axes = [attributes['axis'] ?? []].flat();
  return kernel === 'Sum' && inputs['x']!.shape.length === 2 && axes.length === 1 && axes[0] === 0;
}
