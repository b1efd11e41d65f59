import type { Call, Graph, Operand, Value } from '../trace/Graph.js';
import type { TracedRecurrent } from '../trace/interceptRecurrent.js';

/**
 * Puts one call for each run of a recurrent layer, and one for its way back, where the first of its many calls are: `Lstm`,
 * `LstmGradient`, `Gru`, `GruGradient`. Those give the values that the many gave, which nobody reads any more.
 *
 * A gradient's outputs are those of the inputs that its attribute `of` names.
 */
export function fuseRecurrent(graph: Graph, runs: readonly TracedRecurrent[]): Graph {
  const values: Value[] = [...graph.values];
  const isComputed = ({ value }: Operand) => values[value]!.kind === 'computed';
  const made = new Map<number, Call[]>();
  const given = new Set<number>();
  const insert = (at: number, call: Call) => {
    made.set(at, [...(made.get(at) ?? []), call]);
    for (const { value } of call.outputs) given.add(value);
  };
  for (const { kernel, attributes, at, inputs, output, gradient } of runs) {
    const wanted = Object.entries(gradient?.of ?? {}).filter(([, operand]) => isComputed(operand));
    const all = { ...attributes, isKept: wanted.length > 0 };
    insert(at, { kernel, inputs, attributes: all, outputs: [output] });
    if (!gradient || wanted.length === 0) continue;
    insert(gradient.at, {
      kernel: `${kernel}Gradient`,
      inputs: { ...inputs, y: output, dy: gradient.dy },
      attributes: { ...all, of: wanted.map(([name]) => name) },
      outputs: wanted.map(([, operand]) => operand),
    });
  }
  const renamed = (output: Operand): Operand => {
    if (!given.has(output.value)) return output;
    values.push(values[output.value]!);
    return { ...output, value: values.length - 1 };
  };
  const calls = graph.calls.flatMap((call, i) => [
    ...(made.get(i) ?? []),
    { ...call, outputs: call.outputs.map(renamed) },
  ]);
  return { values, calls: [...calls, ...(made.get(graph.calls.length) ?? [])] };
}
