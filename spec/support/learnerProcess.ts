import { createLearner } from '../../lib/engine/createLearner.js';
import type { Learner } from '../../lib/engine/Learner.js';
import type { EngineName } from '../../lib/engine/LearnerDescription.js';
import { fromPortable, type PortableDescription } from '../../lib/workers/portable.js';

// Forked by LearnerProcess: learners that are asked one after the other, each by its number.

export type Asked =
  | { readonly create: PortableDescription; readonly engine: EngineName; readonly adapter: string | undefined }
  | { readonly learner: number; readonly method: Exclude<keyof Learner, 'shapes'>; readonly args: readonly unknown[] };

export type Answered = { readonly value: unknown } | { readonly error: string };

const learners: Learner[] = [];
let last: Promise<void> = Promise.resolve();

async function answer(asked: Asked): Promise<unknown> {
  if ('create' in asked) {
    const { create, engine, adapter } = asked;
    const { learner, ...had } = await createLearner(fromPortable(create), engine, undefined, { own: { adapter } });
    return { ...had, shapes: learner.shapes, number: learners.push(learner) - 1 };
  }
  const learner = learners[asked.learner] as unknown as { [method: string]: (...args: readonly unknown[]) => unknown };
  return learner[asked.method]!(...asked.args);
}

process.on('message', (asked: Asked) => {
  last = last.then(async () => {
    const answered: Answered = await answer(asked).then(
      (value) => ({ value }),
      (error: Error) => ({ error: error.message }),
    );
    process.send!(answered);
  });
});
process.on('disconnect', () => process.exit());
