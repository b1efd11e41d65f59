import type { Optimizer } from '../../optimizers/Optimizer.js';
import type { FlatOptimizer } from '../fast/optimizers/FlatOptimizer.js';
import { flatOptimizerOf } from '../fast/optimizers/flatOptimizerOf.js';
import type { Arena } from './Arena.js';
import { joinWhole, splitWhole } from './doubles.js';
import type { Program } from './Program.js';

/** Floats of a member's state before its moments: how many steps it has taken, and how often it has started over. */
const HEAD = 4;

interface Held {
  readonly flat: FlatOptimizer;
  /** Where its settings and its moments are. */
  readonly settings: number;
  readonly slots: readonly number[];
  taken: number;
  restarts: number;
}

/** The optimizers of members whose weights lie `stride` floats apart: all that training needs beside the weights. */
export class MemberOptimizers {
  readonly #held: readonly Held[];

  constructor(
    private readonly arena: Arena,
    optimizers: readonly Optimizer[],
    private readonly stride: number,
  ) {
    this.#held = optimizers.map((optimizer) => {
      const flat = flatOptimizerOf(optimizer);
      const settings = arena.take(flat.settings(1).length);
      const slots = flat.slots.map(() => arena.take(stride));
      return { flat, settings, slots, taken: 0, restarts: 0 };
    });
  }

  /** A step of each. @param weights where the first member's are. @param gradients the same, laid out alike. */
  emit(program: Program, weights: number, gradients: number): void {
    for (const [index, { flat, settings, slots }] of this.#held.entries()) {
      const offset = 4 * index * this.stride;
      program.emit(flat.instruction, {
        parameters: weights + offset,
        gradients: gradients + offset,
        n: this.stride,
        settings,
        ...Object.fromEntries(flat.slots.map(({ operand }, slot) => [operand, slots[slot]!])),
      });
    }
  }

  /** Leaves the settings for the step that is run next. */
  prepareStep(): void {
    const { floats } = this.arena;
    for (const held of this.#held) {
      const values = held.flat.settings(++held.taken);
      for (let i = 0; i < values.length; i++) floats[held.settings / 4 + i] = values[i]!;
    }
  }

  /** How often a member has started over. */
  restarts(index: number): number {
    return this.#held[index]!.restarts;
  }

  /** A member begins, or starts over. */
  begin(index: number, isRestart: boolean): void {
    const held = this.#held[index]!;
    if (isRestart) held.restarts++;
    held.taken = 0;
    for (const [i, slot] of held.slots.entries()) this.arena.at(slot, this.stride).fill(held.flat.slots[i]!.initial);
  }

  save(): Float32Array[] {
    return this.#held.map(({ slots, taken, restarts }) => {
      const state = new Float32Array(HEAD + slots.length * this.stride);
      state.set(splitWhole(taken), 0);
      state.set(splitWhole(restarts), 2);
      for (const [i, slot] of slots.entries()) state.set(this.arena.at(slot, this.stride), HEAD + i * this.stride);
      return state;
    });
  }

  /** @returns where the next is read from. */
  restore(saved: Float32Array, at: number): number {
    for (const held of this.#held) {
      held.taken = joinWhole(saved, at);
      held.restarts = joinWhole(saved, at + 2);
      at += HEAD;
      for (const slot of held.slots) {
        this.arena.at(slot, this.stride).set(saved.subarray(at, at + this.stride));
        at += this.stride;
      }
    }
    return at;
  }
}
