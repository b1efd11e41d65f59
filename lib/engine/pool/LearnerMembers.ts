import { after } from '../after.js';
import { afterAll } from '../afterAll.js';
import type { Eventually, Learner, LearnerState } from '../Learner.js';
import { concatenate } from './concatenate.js';
import { joinWhole, splitWhole } from './doubles.js';
import type { Lesson, Members, View } from './Members.js';
import type { Views } from './Views.js';

/** A member that is a learner of its own. */
export interface LearnerMember {
  readonly member: number;
  readonly view: View;
  readonly replays: boolean;
  readonly learner: Learner;
}

/** What they need to know of their pool. */
export interface LearnerPool {
  readonly views: Views;
  /** How many members the whole pool has. */
  readonly members: number;
  readonly outputs: number;
  readonly target: 'Classes' | 'Values';
  readonly lag: number;
}

/** A member as it is now. */
interface Held extends LearnerMember {
  weights: Float32Array;
  readonly first: { readonly weights: Float32Array; readonly state: LearnerState };
  /** The weights of the last `lag` steps, the oldest first. */
  past: Float32Array[];
}

/** Members of any kind, each a learner on its engine. */
export class LearnerMembers implements Members {
  readonly shapes: readonly (readonly number[])[];
  readonly size: number;

  private constructor(
    private readonly held: readonly Held[],
    private readonly pool: LearnerPool,
  ) {
    this.shapes = held.flatMap(({ learner }) => learner.shapes);
    this.size = held.reduce((sum, { weights }) => sum + weights.length, 0);
  }

  static async of(members: readonly LearnerMember[], pool: LearnerPool): Promise<LearnerMembers> {
    const held = members.map(async (member) => {
      const [weights, state] = [await member.learner.weights(), await member.learner.save()];
      return { ...member, weights, first: { weights, state }, past: new Array(pool.lag).fill(weights) };
    });
    return new LearnerMembers(await Promise.all(held), pool);
  }

  answer(rows: number, answers: Float32Array): Eventually<void> {
    return this.#each((held) => this.#answer(held, this.pool.views.rows(held.view, rows), rows, answers));
  }

  train(lesson: Lesson, answers: Float32Array): Eventually<void> {
    return this.#each((held) => {
      const { learner } = held;
      if (this.pool.lag === 0) return this.#step(held, lesson, answers);
      learner.load(held.past[0]!);
      const fresh = this.pool.views.rows(held.view, lesson.fresh);
      return after(this.#answer(held, fresh, lesson.fresh, answers), () => {
        learner.load(held.weights);
        held.past = [...held.past.slice(1), held.weights];
        return this.#step(held, lesson, undefined);
      });
    });
  }

  restartBroken(): readonly number[] {
    return this.held
      .filter((held) => {
        if (held.weights.every(Number.isFinite)) return false;
        const { weights, state } = held.first;
        held.learner.load(weights);
        held.learner.restore(state);
        held.weights = weights;
        held.past = held.past.map(() => weights);
        return true;
      })
      .map(({ member }) => member);
  }

  write(to: Float32Array, at: number): void {
    for (const { weights } of this.held) {
      to.set(weights, at);
      at += weights.length;
    }
  }

  read(from: Float32Array, at: number): void {
    for (const held of this.held) {
      held.weights = from.slice(at, at + held.weights.length);
      held.learner.load(held.weights);
      held.past = held.past.map(() => held.weights);
      at += held.weights.length;
    }
  }

  save(): Eventually<Float32Array> {
    return afterAll(
      this.held.map(({ learner }) => learner.save()),
      (states) => this.#pack(states),
    );
  }

  restore(saved: Float32Array): void {
    let at = 0;
    for (const held of this.held) {
      const [step, length] = [joinWhole(saved, at), joinWhole(saved, at + 2)];
      at += 4;
      held.learner.restore({ arrays: saved.slice(at, at + length), step });
      at += length;
      held.past = held.past.map(() => {
        at += held.weights.length;
        return saved.slice(at - held.weights.length, at);
      });
    }
  }

  dispose(): void {
    for (const { learner } of this.held) learner.dispose();
  }

  #each(work: (held: Held) => Eventually<void>): Eventually<void> {
    return afterAll(this.held.map(work), () => {});
  }

  #pack(states: readonly LearnerState[]): Float32Array {
    const parts = this.held.flatMap(({ past }, i) => {
      const { arrays, step } = states[i]!;
      return [Float32Array.of(...splitWhole(step), ...splitWhole(arrays.length)), arrays, ...past];
    });
    return concatenate(parts);
  }

  #answer({ member, learner }: Held, x: Float32Array, rows: number, answers: Float32Array): Eventually<void> {
    return after(learner.predict({ x, rows }), (outputs) => this.#put(member, outputs, rows, answers));
  }

  #put(member: number, outputs: Float32Array, rows: number, answers: Float32Array): void {
    const width = this.pool.outputs;
    for (let row = 0; row < rows; row++) {
      answers.set(outputs.subarray(row * width, (row + 1) * width), (row * this.pool.members + member) * width);
    }
  }

  /** @param answers where the new rows are answered to, before the step; `undefined` where they have been. */
  #step(held: Held, lesson: Lesson, answers: Float32Array | undefined): Eventually<void> {
    const { member, learner, view, replays } = held;
    const { fresh, targets, weights, limit, step } = lesson;
    const rows = replays ? lesson.rows : fresh;
    const x = this.pool.views.rows(view, rows);
    const width = this.pool.outputs;
    const y = targets.slice(0, rows * width);
    const batch = weights === undefined ? { x, y, rows } : { x, y, w: weights.slice(0, rows), rows };
    return after(learner.predict({ x, rows }), (outputs) => {
      if (answers !== undefined) this.#put(member, outputs, fresh, answers);
      if (this.pool.target === 'Values') bring(y, outputs, limit);
      return after(learner.train(batch, step), () =>
        after(learner.weights(), (weights) => {
          held.weights = weights;
        }),
      );
    });
  }
}

/** Brings labels to where the error is no more than `limit`, which limits the gradient of the squared error alike. */
function bring(y: Float32Array, outputs: Float32Array, limit: number): void {
  for (let i = 0; i < y.length; i++) {
    const error = outputs[i]! - y[i]!;
    if (error > limit) y[i] = outputs[i]! - limit;
    else if (error < -limit) y[i] = outputs[i]! + limit;
  }
}
