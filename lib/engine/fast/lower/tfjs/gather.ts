import { sizeOf } from '../../trace/Graph.js';
import { Untraceable } from '../../Untraceable.js';
import type { Lowering } from '../Lowering.js';
import { emitUnary } from './unary.js';

/** Rows of a table by their numbers, as embeddings are. */
export const gather: Readonly<Record<string, Lowering>> = {
  GatherV2: ({ inputs, attributes, outputs }, emitter) => {
    const { x, indices } = inputs;
    if (Number(attributes['axis']) !== 0) throw new Untraceable('gather', 'it runs over another axis than the first');
    emitter.emit('gather', {
      table: emitter.place(x!),
      indices: emitter.place(indices!),
      out: emitter.target(outputs[0]!),
      count: sizeOf(indices!.shape),
      size: sizeOf(x!.shape.slice(1)),
      rows: x!.shape[0]!,
    });
  },
  UnsortedSegmentSum: ({ inputs, attributes, outputs }, emitter) => {
    const { x, segmentIds } = inputs;
    emitter.emit('segmentSum', {
      from: emitter.place(x!),
      indices: emitter.place(segmentIds!),
      out: emitter.target(outputs[0]!),
      count: sizeOf(segmentIds!.shape),
      size: sizeOf(x!.shape.slice(1)),
      rows: Number(attributes['numSegments']),
    });
  },
  /** What is left of casts: from floats to whole numbers. */
  Cast: ({ inputs, outputs }, emitter) => {
    if (outputs[0]!.type !== 'int32') throw new Untraceable('kernel Cast', `to ${outputs[0]!.type}`);
    emitUnary(emitter, 'truncate', inputs['x']!, outputs[0]!);
  },
};
