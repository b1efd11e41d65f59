import { type Call, type Operand, sizeOf } from '../trace/Graph.js';
import { type Body, isUniform, substitute } from './Body.js';

/** Removes calls that give back the numbers they were given: casts between floats, times 1, plus 0, means of one number. */
export function removeAliases(body: Body): Body {
  const instead = new Map<number, number>();
  const calls = body.calls.filter((call) => {
    const source = sourceOf(body, call);
    const [output] = call.outputs;
    // Only whole values: a repeated one has more numbers than its source.
    if (source === undefined || output === undefined || sizeOf(source.shape) !== sizeOf(output.shape)) return true;
    instead.set(output.value, source.value);
    return false;
  });
  return substitute(body, calls, instead);
}

/** The input that the call's output equals, if it does. */
function sourceOf(body: Body, { kernel, inputs, outputs }: Call): Operand | undefined {
  const { a, b, x } = inputs;
  switch (kernel) {
    case 'Cast':
      // Booleans and whole numbers are floats already; only a float can lose something.
      return x!.type !== 'float32' || outputs[0]!.type === 'float32' ? x : undefined;
    case 'Multiply':
      return isUniform(body, b, 1) ? a : isUniform(body, a, 1) ? b : undefined;
    case 'Add':
      return isUniform(body, b, 0) ? a : isUniform(body, a, 0) ? b : undefined;
    case 'Sub':
      return isUniform(body, b, 0) ? a : undefined;
    case 'RealDiv':
      return isUniform(body, b, 1) ? a : undefined;
    case 'Identity':
    case 'Reshape':
    case 'ExpandDims':
    case 'Mean':
    case 'Sum':
    case 'Max':
    case 'Min':
    case 'BroadcastTo':
    case 'Tile':
      return x;
    default:
      return undefined;
  }
}
