import type { Call } from '../trace/Graph.js';
import { type Body, substitute } from './Body.js';

/** Removes calls that repeat an earlier one: tfjs computes many things again on its way back. */
export function shareRepeats(body: Body): Body {
  const instead = new Map<number, number>();
  const first = new Map<string, Call>();
  const calls: Call[] = [];
  for (const call of body.calls) {
    const key = keyOf(call, instead);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, call);
      calls.push(call);
    } else {
      for (const [i, output] of call.outputs.entries()) instead.set(output.value, earlier.outputs[i]!.value);
    }
  }
  return substitute(body, calls, instead);
}

function keyOf({ kernel, inputs, attributes, outputs }: Call, instead: ReadonlyMap<number, number>): string {
  const operands = Object.entries(inputs).map(
    ([name, { value, shape }]) => `${name}:${instead.get(value) ?? value}[${shape}]`,
  );
  return `${kernel} ${operands} ${JSON.stringify(attributes)} ${outputs.map(({ shape }) => `[${shape}]`)}`;
}
