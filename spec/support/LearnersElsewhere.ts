import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CreatedLearner } from '../../lib/engine/createLearner.js';
import type { Learner } from '../../lib/engine/Learner.js';
import type { EngineName, LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import { buildOnce } from '../../lib/engine/tfjs/model/buildOnce.js';
import { toPortable } from '../../lib/workers/portable.js';
import type { Answered, Asked } from './learnerProcess.js';

/** A process of learners, for an engine that is not to be in the one that runs the specs. */
export class LearnersElsewhere {
  readonly #child: ChildProcess;
  readonly #waiting: ((answered: Answered) => void)[] = [];

  constructor(options: Pick<NonNullable<Parameters<typeof fork>[2]>, 'env' | 'execArgv' | 'stdio'> = {}) {
    const module = fileURLToPath(new URL('./learnerProcess.js', import.meta.url));
    this.#child = fork(module, { serialization: 'advanced', ...options });
    this.#child.on('message', (answered: Answered) => this.#waiting.shift()!(answered));
    this.#child.on('exit', (code, signal) => {
      for (const answer of this.#waiting) answer({ error: `the process of learners ended: ${signal ?? code}` });
    });
  }

  async create(description: LearnerDescription, engine: EngineName, adapter?: string): Promise<CreatedLearner> {
    const create = toPortable(await buildOnce(description));
    const created = await this.#ask({ create, engine, adapter });
    const { number, shapes, ...had } = created as CreatedLearner & Pick<Learner, 'shapes'> & { number: number };
    const call = <T>(method: Exclude<keyof Learner, 'shapes'>, ...args: readonly unknown[]) =>
      this.#ask({ learner: number, method, args }) as Promise<T>;
    const learner: Learner = {
      shapes,
      train: (batch, step) => call('train', batch, step),
      predict: (batch) => call('predict', batch),
      weights: () => call('weights'),
      save: () => call('save'),
      // Not waited for, as what is asked next is done after it; where one fails the whole run does.
      load: (weights) => void call('load', weights),
      restore: (state) => void call('restore', state),
      dispose: () => void call('dispose'),
    };
    return { ...had, learner };
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    assert.deepEqual(await ended, [0, null]);
  }

  async #ask(asked: Asked): Promise<unknown> {
    this.#child.send(asked);
    const answered = await new Promise<Answered>((resolve) => this.#waiting.push(resolve));
    if ('error' in answered) throw new Error(answered.error);
    return answered.value;
  }
}
