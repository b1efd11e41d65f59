import * as tf from '@tensorflow/tfjs';
import { layersOf } from '../../tfjs/model/layersOf.js';
import type { Operand } from './Graph.js';
import type { GraphRecorder } from './GraphRecorder.js';

/** One run of an LSTM or GRU layer: what goes in and comes out, and where among the calls it begins. */
export interface TracedRecurrent {
  readonly kernel: 'Lstm' | 'Gru';
  readonly attributes: RecurrentAttributes;
  /** The number of calls before its own. */
  readonly at: number;
  /** `x`, `kernel`, `recurrentKernel`, and `bias` where it has one. */
  readonly inputs: Readonly<Record<string, Operand>>;
  readonly output: Operand;
  /** Its way back, where one was taken: where that begins, the output's gradient, and those of the inputs. */
  gradient?: { readonly at: number; readonly dy: Operand; readonly of: Record<string, Operand> };
}

export interface RecurrentAttributes {
  readonly units: number;
  /** Whether the gates are `hardSigmoid` rather than `sigmoid`. */
  readonly isHard: boolean;
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
}

const kernels: Readonly<Record<string, 'Lstm' | 'Gru'>> = { LSTM: 'Lstm', GRU: 'Gru' };

interface RecurrentLayer {
  readonly cell: Readonly<Record<'kernel' | 'recurrentKernel' | 'bias', tf.layers.Layer['weights'][number] | null>>;
  call: tf.layers.Layer['call'];
}

/**
 * Notes where the LSTM and GRU layers of a model begin and end, forwards and backwards, until it is restored. What they do
 * is recorded like anything else; knowing that it is one layer, `fuseRecurrent` can say it shorter. A layer that does anything
 * out of the ordinary is left to its calls.
 */
export function interceptRecurrent(
  model: tf.LayersModel,
  recorder: GraphRecorder,
): { readonly runs: TracedRecurrent[]; restore(): void } {
  const runs: TracedRecurrent[] = [];
  const layers = layersOf(model).filter((layer) => attributesOf(layer) !== undefined);
  for (const layer of layers) {
    const original = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => {
      const x = Array.isArray(inputs) ? inputs : [inputs];
      if (x.length > 1 || kwargs?.['mask'] || kwargs?.['initialState']) return original(inputs, kwargs);
      const { run, output } = traced(layer, x[0]!, recorder, (marked) => original(marked, kwargs) as tf.Tensor);
      runs.push(run);
      return output;
    };
  }
  return {
    runs,
    restore: () => {
      // What was put on the instance hid the class's own method.
      for (const layer of layers) Reflect.deleteProperty(layer, 'call');
    },
  };
}

function traced(
  layer: tf.layers.Layer,
  x: tf.Tensor,
  recorder: GraphRecorder,
  original: (x: tf.Tensor) => tf.Tensor,
): { readonly run: TracedRecurrent; readonly output: tf.Tensor } {
  const { cell } = layer as unknown as RecurrentLayer;
  const weights = Object.entries({ kernel: cell.kernel, recurrentKernel: cell.recurrentKernel, bias: cell.bias });
  const read = weights.flatMap(([name, weight]) => (weight ? [{ name, weight, value: weight.read() }] : []));
  const start = recorder.calls.length;
  const inputs = [{ name: 'x', value: x }, ...read].map(({ name, value }) => [name, recorder.operand(value)] as const);
  const noteGradient = (name: string) => (gradient: tf.Tensor) => {
    if (run.gradient) run.gradient.of[name] = recorder.operand(gradient);
  };
  for (const { name, weight, value } of read) {
    // Read at every time step, but marked once.
    const marked = marking(value, noteGradient(name));
    weight.read = () => marked;
  }
  let output: tf.Tensor;
  try {
    output = original(marking(x, noteGradient('x')));
  } finally {
    for (const { weight } of read) Reflect.deleteProperty(weight, 'read');
  }
  const run: TracedRecurrent = {
    kernel: kernels[layer.getClassName()]!,
    attributes: attributesOf(layer)!,
    at: start,
    inputs: Object.fromEntries(inputs),
    output: recorder.operand(output),
  };
  const marked = marking(output, (dy) => {
    run.gradient = { at: recorder.calls.length, dy: recorder.operand(dy), of: {} };
  });
  return { run, output: marked };
}

/** The tensor as it is, with `note` told of its gradient. */
function marking(tensor: tf.Tensor, note: (gradient: tf.Tensor) => void): tf.Tensor {
  return tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => {
      note(dy);
      return dy.clone();
    },
  }))(tensor);
}

/** What the fused kernels can do, or undefined. */
function attributesOf(layer: tf.layers.Layer): RecurrentAttributes | undefined {
  if (!(layer.getClassName() in kernels)) return undefined;
  const config = layer.getConfig();
  const gate = config['recurrentActivation'];
  const isOrdinary =
    config['activation'] === 'tanh' &&
    (gate === 'hardSigmoid' || gate === 'sigmoid') &&
    !config['dropout'] &&
    !config['recurrentDropout'] &&
    !config['stateful'] &&
    !config['returnState'];
  if (!isOrdinary) return undefined;
  return {
    units: Number(config['units']),
    isHard: gate === 'hardSigmoid',
    goBackwards: config['goBackwards'] === true,
    returnSequences: config['returnSequences'] === true,
  };
}
