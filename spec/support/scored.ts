import type { Prediction, Scored } from '../../lib/types.js';

/** What a model of the given version answered. */
export function prediction<V>(value: V, version = 1, lastLearned?: V): Prediction<V> {
  return {
    output: new Float32Array([0.25, 0.75]),
    value,
    version,
    labelsDone: version,
    lastLearned,
    waitMs: 1.5,
    computeMs: 0.25,
  };
}

/** A labelled instance with its prediction. */
export function scored<V>(y: V, predicted: V, version = 1, lastLearned?: V): Scored<V> {
  return { id: 7, x: new Float32Array(1), row: {}, y, prediction: prediction(predicted, version, lastLearned) };
}
