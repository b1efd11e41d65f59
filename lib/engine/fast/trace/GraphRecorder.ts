import type * as tf from '@tensorflow/tfjs';
import type { Call, Graph, Operand, Value } from './Graph.js';
import { sizeOf } from './Graph.js';
import { type Recorder, valuesOf } from './traceBackend.js';

/**
 * Builds a graph from reported kernel calls.
 *
 * tfjs gives every piece of storage an identity (`dataId`), which tells aliases for free: a reshape or a copy returns the
 * identity that it was given. What was never announced nor computed from something announced is a constant.
 */
export class GraphRecorder implements Recorder, Graph {
  readonly values: Value[] = [];
  readonly calls: Call[] = [];
  readonly #known = new Map<object, number>();

  /** Announces what the run fills in before each step. */
  input(tensor: tf.TensorInfo): Operand {
    return this.#add(tensor, { kind: 'input', size: sizeOf(tensor.shape) });
  }

  variable(tensor: tf.TensorInfo, index: number): Operand {
    return this.#add(tensor, { kind: 'variable', size: sizeOf(tensor.shape), index });
  }

  call(
    kernel: string,
    inputs: Readonly<Record<string, tf.TensorInfo | undefined>>,
    attributes: Readonly<Record<string, unknown>>,
    outputs: readonly tf.TensorInfo[],
  ): void {
    if (outputs.every(({ dataId }) => this.#known.has(dataId))) return;
    const operands: Record<string, Operand> = {};
    for (const [name, tensor] of Object.entries(inputs)) if (tensor) operands[name] = this.operand(tensor);
    const isConstant = Object.values(operands).every(({ value }) => this.values[value]!.kind === 'constant');
    // Computed from constants alone is constant too; so are values made to the measure of another tensor.
    if (isConstant || kernel === 'OnesLike' || kernel === 'ZerosLike') {
      for (const output of outputs) this.operand(output);
      return;
    }
    this.calls.push({
      kernel,
      inputs: operands,
      attributes,
      outputs: outputs.map((output) => this.#add(output, { kind: 'computed', size: sizeOf(output.shape) })),
    });
  }

  isComputed(dataId: object): boolean {
    const value = this.#known.get(dataId);
    return value !== undefined && this.values[value]!.kind !== 'constant';
  }

  /** @returns the tensor as an operand; a constant, where it is not known. */
  operand(tensor: tf.TensorInfo): Operand {
    const value = this.#known.get(tensor.dataId);
    if (value === undefined) return this.#add(tensor, constant(valuesOf(tensor.dataId)));
    return { value, shape: tensor.shape, type: tensor.dtype };
  }

  #add(tensor: tf.TensorInfo, value: Value): Operand {
    this.#known.set(tensor.dataId, this.values.length);
    this.values.push(value);
    return { value: this.values.length - 1, shape: tensor.shape, type: tensor.dtype };
  }
}

function constant(values: ArrayLike<number>): Value {
  const data = Float32Array.from(values);
  const isUniform = data.every((x) => x === data[0]);
  return { kind: 'constant', size: data.length, data: isUniform ? data.slice(0, 1) : data };
}
