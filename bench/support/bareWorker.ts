import { parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { bareLoop } from './bareLoop.js';

/** What the thread is started with. */
export interface BareWorkerData {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly classes: number;
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly rows: number;
}

/** So many times of what is timed. */
export interface BareRequest {
  readonly what: 'train' | 'predict';
  readonly times: number;
}

// In a thread of its own, so that it runs on tfjs as it comes, without the kernels that our engine puts in place.
const { x, y, rows, optimizer, learningRate, ...network } = workerData as BareWorkerData;
// An optimizer holds tensors from the start.
await tf.setBackend('wasm');
const made = tf.train[optimizer](learningRate);
const bare = await bareLoop({ ...network, ...{ backend: 'wasm', dropout: 0, seed: 7, optimizer: made } });
parentPort?.on('message', ({ what, times }: BareRequest) => {
  for (let i = 0; i < times; i++) {
    if (what === 'train') bare.train(x, y, rows);
    else bare.predict(x, rows);
  }
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');
