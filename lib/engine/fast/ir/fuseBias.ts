import { type Call, type Operand, sizeOf } from '../trace/Graph.js';
import { type Body, countUses, producers } from './Body.js';

/** Products, and what tfjs calls them together with a bias and an activation. */
const fusedNames: Readonly<Record<string, string>> = {
  BatchMatMul: '_FusedMatMul',
  _FusedMatMul: '_FusedMatMul',
  Conv2D: 'FusedConv2D',
  FusedConv2D: 'FusedConv2D',
};

/**
 * Lets a product or a convolution add its bias and clip at zero while its results are still in registers: `BatchMatMul`,
 * then `Add` of one number per column, then `Relu`, become one `_FusedMatMul`.
 */
export function fuseBias(body: Body): Body {
  const withBias = fuse(body, 'Add', (product, { inputs }) => {
    const { a, b } = inputs;
    const bias = a!.value === product.outputs[0]!.value ? b! : a!;
    const columns = product.outputs[0]!.shape.at(-1)!;
    const isFree = product.inputs['bias'] === undefined && activationOf(product) === 'linear';
    return isFree &&
      sizeOf(bias.shape) === columns &&
      bias.shape.at(-1) === columns &&
      body.values[bias.value]!.size === columns
      ? { inputs: { ...product.inputs, bias } }
      : undefined;
  });
  return fuse(withBias, 'Relu', (product) =>
    activationOf(product) === 'linear' ? { attributes: { ...product.attributes, activation: 'relu' } } : undefined,
  );
}

function activationOf(product: Call): unknown {
  return product.attributes['activation'] ?? 'linear';
}

/** Merges each `kernel` call into the product that it alone reads, where `merge` says how. */
function fuse(body: Body, kernel: string, merge: (product: Call, call: Call) => Partial<Call> | undefined): Body {
  const uses = countUses(body);
  const by = producers(body);
  const merged = new Map<Call, Call>();
  const dropped = new Set<Call>();
  for (const call of body.calls) {
    if (call.kernel !== kernel) continue;
    for (const operand of Object.values(call.inputs)) {
      const product = productOf(operand);
      const change = product && merge(product, call);
      if (!change) continue;
      // In the place of the later call, where the bias is known to be computed.
      merged.set(call, { ...product, ...change, kernel: fusedNames[product.kernel]!, outputs: call.outputs });
      dropped.add(product);
      break;
    }
  }
  return {
    ...body,
    calls: body.calls.filter((call) => !dropped.has(call)).map((call) => merged.get(call) ?? call),
  };

  function productOf(operand: Operand): Call | undefined {
    const call = by.get(operand.value);
    const isProduct = call !== undefined && call.kernel in fusedNames;
    return isProduct && uses[operand.value] === 1 && !dropped.has(call) ? call : undefined;
  }
}
