import type { Call, Graph, Operand, Value } from '../trace/Graph.js';

/** A graph and what is wanted of it; the passes of this folder turn one body into a shorter one that gives the same. */
export interface Body extends Graph {
  readonly roots: readonly Operand[];
}

/** @returns whether the operand is a constant whose numbers are all `number`. */
export function isUniform({ values }: Graph, operand: Operand | undefined, number: number): boolean {
  const value: Value | undefined = operand && values[operand.value];
  return value?.kind === 'constant' && value.data.length === 1 && value.data[0] === number;
}

/** Reads the body with every value of `instead` replaced by its substitute. */
export function substitute(body: Body, calls: readonly Call[], instead: ReadonlyMap<number, number>): Body {
  if (instead.size === 0) return { ...body, calls };
  const replaced = (operand: Operand): Operand => {
    let value = operand.value;
    for (let next = instead.get(value); next !== undefined; next = instead.get(value)) value = next;
    return value === operand.value ? operand : { ...operand, value };
  };
  return {
    values: body.values,
    calls: calls.map((call) => ({
      ...call,
      inputs: Object.fromEntries(Object.entries(call.inputs).map(([name, operand]) => [name, replaced(operand)])),
    })),
    roots: body.roots.map(replaced),
  };
}

/** @returns for each value, how many calls and roots read it. */
export function countUses(body: Body): Uint32Array {
  const uses = new Uint32Array(body.values.length);
  for (const { inputs } of body.calls) for (const { value } of Object.values(inputs)) uses[value]!++;
  for (const { value } of body.roots) uses[value]!++;
  return uses;
}

/** @returns for each computed value, the call that gives it. */
export function producers(body: Body): Map<number, Call> {
  return new Map(body.calls.flatMap((call) => call.outputs.map(({ value }) => [value, call] as const)));
}

export function sameShape(a: Operand, b: Operand): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, i) => size === b.shape[i]);
}
