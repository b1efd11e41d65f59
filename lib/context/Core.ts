import type { TimestampProvider } from 'rxjs';
import type { BadRowError } from '../errors.js';
import type { Target } from '../target/Target.js';
import type { Description, Instance, Label, Logger, Prediction, Rejected, Stateful } from '../types.js';
import { type AnyContext, type Context, coreKey } from './Context.js';
import type { Seat } from './PredictQueue.js';

/** A part that an operator holds while it is subscribed. */
export interface Owned<Part extends Stateful> {
  readonly part: Part;
  /** On teardown: the part stays with the context, for whoever subscribes next. */
  release(): void;
}

/** The operators' side of a context. A scope has one of its own, on the same queue. */
export interface Core<V, S = V> {
  readonly target: Target<V, S>;
  readonly clock: TimestampProvider;
  readonly logger: Logger;
  readonly maxPending: number;
  readonly batchSize: number;
  /**
   * The part under `name`: the one that was there, or a new one.
   * @throws ConfigError where another live operator has that name, or the part there is of another description.
   */
  own<Part extends Stateful>(name: string, description: Description<Part>): Owned<Part>;
  /** Counts it and puts it on `rejected$`. @returns the error to raise, where a bad row is one. */
  reject(rejected: Rejected): BadRowError | undefined;
  /** How many instances are asked and not answered, and how many of history wait for their training. */
  readonly pending: number;
  /** Calls back once, as soon as fewer than `level` instances are pending. @returns what cancels it. */
  whenPendingBelow(level: number, callback: () => void): () => void;
  /** A source that waits for the context feeds it: where predictions have to wait, it waits too, and nobody need be warned. */
  feeds(): void;
  /** Calls back when the context fails or is closed, at once if it has. @returns what cancels it. */
  onEnd(callback: (error: Error) => void): () => void;
  /** Takes a place in the queue of predictions. */
  join(seat: Seat): Place<V>;
  /** Takes part in training: a partial batch is trained when the last who takes part completes. */
  train(from: 'predictions' | 'history'): Handover<V>;
  /** Whether this prediction was made before any training. */
  isUntrained(prediction: Prediction<V>): boolean;
  /** Counts what is predicted and waits for its label: +1, -1. */
  countAwaiting(change: number): void;
  /** A label met its instance, this long after the prediction left. */
  countJoined(delayMs: number): void;
  /** The newest score and what it is, for whoever shows the context's state. */
  showScore(name: string, value: number | undefined): void;
  /** Tells the shape of an instance before the first comes; what the configuration says goes before it. */
  inputShape(shape: readonly number[]): void;
  /** The shape of an instance that the learners were started with; `undefined` before. */
  readonly startedWith: readonly number[] | undefined;
}

/** A place in the queue of predictions. */
export interface Place<V> {
  /** Checks the element and puts it in. @returns the error to raise, where it cannot be taken and that is one. */
  add(element: Element<V>): Error | undefined;
  leave(): void;
}

/** The way of labelled instances to the trainer. */
export interface Handover<V> {
  /** @returns its encoded label, to be handed over with it; or whether it is left out or the error to raise. */
  check(element: Instance & Label<V>): Float32Array | 'skip' | Error;
  hand(element: Instance & Label<V>, encoded: Float32Array): void;
  /** Calls back when all that was handed over is trained. */
  complete(done: () => void): void;
  leave(): void;
}

/** Taken by parts of operators that handle both kinds of elements. */
export type Element<V> = Instance | Label<V>;

export function coreOf<V, S>(context: Context<V, S>): Core<V, S>;
export function coreOf(context: AnyContext): Core<unknown>;
export function coreOf(context: AnyContext): Core<unknown> {
  return context[coreKey];
}
