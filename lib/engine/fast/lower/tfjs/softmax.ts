import { type Call, sizeOf } from '../../trace/Graph.js';
import { Untraceable } from '../../Untraceable.js';
import type { Emitter } from '../Emitter.js';
import type { Lowering } from '../Lowering.js';

export const softmax: Readonly<Record<string, Lowering>> = {
  Softmax: (call, emitter) => overRows(call, emitter, 'softmax', 'dim'),
  LogSoftmax: (call, emitter) => overRows(call, emitter, 'logSoftmax', 'axis'),
};

function overRows(
  { inputs, attributes, outputs }: Call,
  emitter: Emitter,
  name: 'softmax' | 'logSoftmax',
  key: string,
): void {
  const [x] = Object.values(inputs);
  const n = x!.shape.at(-1) ?? 1;
  const axis = Number(attributes[key]);
  if (axis !== -1 && axis !== x!.shape.length - 1)
    throw new Untraceable(name, 'it runs over another axis than the last');
  emitter.emit(name, { from: emitter.place(x!), out: emitter.target(outputs[0]!), rows: sizeOf(x!.shape) / n, n });
}
