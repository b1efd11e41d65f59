import type { TimestampProvider } from 'rxjs';
import type { BadRowError } from '../errors.js';
import type { Target } from '../target/Target.js';
import type { Description, Instance, Label, Logger, Prediction, Rejected, Stateful } from '../types.js';
import { type AnyContext, type Context, coreKey } from './Context.js';

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
  /** How many instances are asked and not answered. */
  readonly pending: number;
  /** Calls back once, as soon as fewer than `level` instances are pending. @returns what cancels it. */
  whenPendingBelow(level: number, callback: () => void): () => void;
  /** Calls back when the context fails or is closed. @returns what cancels it. */
  onEnd(callback: (error: Error) => void): () => void;
  /** Whether this prediction was made before any training. */
  isUntrained(prediction: Prediction<V>): boolean;
  /** Counts what is predicted and waits for its label: +1, -1. */
  countAwaiting(change: number): void;
}

/** Taken by parts of operators that handle both kinds of elements. */
export type Element<V> = Instance | Label<V>;

export function coreOf<V, S>(context: Context<V, S>): Core<V, S>;
export function coreOf(context: AnyContext): Core<unknown>;
export function coreOf(context: AnyContext): Core<unknown> {
  return context[coreKey];
}
