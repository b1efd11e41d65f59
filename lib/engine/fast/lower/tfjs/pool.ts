import type { Lowering } from '../Lowering.js';
import { poolWindows } from '../windows.js';

export const pool: Readonly<Record<string, Lowering>> = {
  MaxPool: ({ inputs, attributes, outputs }, emitter) => {
    const x = inputs['x']!;
    emitter.emit('maxPool', {
      from: emitter.place(x),
      out: emitter.target(outputs[0]!),
      ...poolWindows(x.shape, attributes),
    });
  },
  MaxPoolGrad: ({ inputs, attributes, outputs }, emitter) => {
    const { dy, input, output } = inputs;
    emitter.emit('maxPoolGradient', {
      gradient: emitter.place(dy!),
      from: emitter.place(input!),
      pooled: emitter.place(output!),
      out: emitter.target(outputs[0]!),
      ...poolWindows(input!.shape, attributes),
    });
  },
  AvgPool: ({ inputs, attributes, outputs }, emitter) => {
    const x = inputs['x']!;
    emitter.emit('averagePool', {
      from: emitter.place(x),
      out: emitter.target(outputs[0]!),
      ...poolWindows(x.shape, attributes),
    });
  },
  AvgPoolGrad: ({ inputs, attributes, outputs }, emitter) => {
    const { dy, input } = inputs;
    emitter.emit('averagePoolGradient', {
      gradient: emitter.place(dy!),
      out: emitter.target(outputs[0]!),
      ...poolWindows(input!.shape, attributes),
    });
  },
};
