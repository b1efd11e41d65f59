import * as tf from '@tensorflow/tfjs';
import { Untraceable } from '../Untraceable.js';

type CpuBackend = tf.KernelBackend & {
  readonly data: { get(dataId: object): { readonly values: ArrayLike<number> } };
};

/** Is told of every kernel call while a trace runs. */
export interface Recorder {
  call(
    kernel: string,
    inputs: Readonly<Record<string, tf.TensorInfo | undefined>>,
    attributes: Readonly<Record<string, unknown>>,
    outputs: readonly tf.TensorInfo[],
  ): void;
  /** Whether this tensor depends on the step's inputs, so that reading it would decide what comes next. */
  isComputed(dataId: object): boolean;
}

const name = 'adlstream-trace';
let recorder: Recorder | undefined;
/** Some kernels read their inputs the way a model would; that is no decision of the model's. */
let isInKernel = false;
let hasRead = false;
let backend: CpuBackend | undefined;

/**
 * Runs `body` with every kernel call reported to `to`.
 *
 * It runs on a backend of its own, whose kernels are those of tfjs's `cpu` with the report around them, so that the host's
 * own backend and kernels stay untouched; whichever backend was set is set again afterwards. Nothing is awaited, so no one
 * else's kernel calls can come in between.
 *
 * @throws Untraceable where the body read a tensor that depends on what it was given.
 */
export function recorded<T>(to: Recorder, body: () => T): T {
  backend ??= register();
  // `undefined` before any was chosen, whatever its type says. A backend that is started is set at once.
  const before: string | undefined = tf.getBackend();
  void tf.setBackend(name);
  recorder = to;
  hasRead = false;
  try {
    const result = scoped(body);
    // Only now: an error in the middle would leave tfjs with tensors that it keeps for the gradients.
    if (hasRead) {
      throw new Untraceable('a tensor read while the model runs', 'what comes next could depend on the data');
    }
    return result;
  } finally {
    recorder = undefined;
    if (before !== undefined) void tf.setBackend(before);
  }
}

/** As `tf.tidy`, which would look for tensors in all of the graph that is returned. */
function scoped<T>(body: () => T): T {
  tf.engine().startScope();
  try {
    return body();
  } finally {
    tf.engine().endScope();
  }
}

/** @returns the numbers of a tensor that lives on this backend, without counting as a read. */
export function valuesOf(dataId: object): ArrayLike<number> {
  return backend!.data.get(dataId).values;
}

function register(): CpuBackend {
  const traced = tf.findBackendFactory('cpu')() as CpuBackend;
  for (const method of ['readSync', 'read'] as const) {
    const original = traced[method].bind(traced) as (dataId: object) => never;
    traced[method] = (dataId: object): never => {
      if (!isInKernel && recorder?.isComputed(dataId)) hasRead = true;
      return original(dataId);
    };
  }
  // Else it prints an advert on first use.
  Object.assign(traced, { firstUse: false });
  tf.registerBackend(name, () => traced);
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    tf.registerKernel({ ...kernel, backendName: name, kernelFunc: reported(kernel.kernelName, kernel.kernelFunc) });
  }
  return traced;
}

function reported(kernel: string, original: tf.KernelFunc): tf.KernelFunc {
  return (args) => {
    isInKernel = true;
    let outputs: ReturnType<typeof original>;
    try {
      outputs = original(args);
    } finally {
      isInKernel = false;
    }
    recorder?.call(kernel, args.inputs, (args.attrs ?? {}) as never, Array.isArray(outputs) ? outputs : [outputs]);
    return outputs;
  };
}
