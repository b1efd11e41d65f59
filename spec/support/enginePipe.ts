import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { firstValueFrom, from, lastValueFrom, tap, toArray } from 'rxjs';
import type { ContextConfig } from '../../lib/context/Context.js';
import { createContext } from '../../lib/context/createContext.js';
import type { StatsReport } from '../../lib/context/Stats.js';
import { predictWith } from '../../lib/learn/predictWith.js';
import { trainOn } from '../../lib/learn/trainOn.js';
import { dropout } from '../../lib/models/layers/dropout.js';
import type { ModelBuilder } from '../../lib/models/Model.js';
import { mlp } from '../../lib/models/mlp.js';
import { adam } from '../../lib/optimizers/adam.js';
import { silent } from './silent.js';
import { calmOrStorm, type Weather } from './target.js';
import { labelled } from './weather.js';
import { kill } from './workersOptions.js';

export const ROWS = 40;

/** A network with all that must survive the way to a worker: seeded masks, averages that are not trained, a penalty. */
const builder: ModelBuilder = ({ input, outputs, seed }) =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        ...{ units: 8, activation: 'relu', inputShape: [...input] },
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
        kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }),
      }),
      tf.layers.batchNormalization(),
      dropout(tf, { rate: 0.3 }),
      tf.layers.dense({ units: outputs, kernelInitializer: tf.initializers.constant({ value: 0.1 }) }),
    ],
  });

const module = new URL('./huber.js', import.meta.url);

/** What a context may be given to train. */
export const networks: { readonly [what: string]: Partial<ContextConfig<Weather>> } = {
  'a perceptron with dropout': { model: mlp({ hidden: [8], dropout: 0.2 }), batchSize: 4, batchesFed: 2 },
  "a builder's network": { model: builder, batchSize: 4 },
  'a network and a loss of modules': {
    model: { module, export: 'linear' },
    loss: { module, export: 'huber' },
  },
};

/** What a run is judged by, and what its workers were. */
export interface Outcome {
  readonly bytes: readonly (readonly unknown[])[];
  readonly weights: readonly number[];
  /** What is logged of the workers, and all else. */
  readonly workers: string | undefined;
  readonly said: readonly string[];
  readonly stats: StatsReport;
}

/** @param kills after so many rows one of the processes is killed: the trainer and the predictor by turns */
export async function runPipe(
  config: Partial<ContextConfig<Weather>>,
  kills: readonly number[] = [],
): Promise<Outcome> {
  const logger = silent();
  await using context = createContext({
    ...{ target: calmOrStorm, model: mlp(), optimizer: adam({ learningRate: 0.05 }), seed: 3, logger },
    ...config,
  });
  const rows = Array.from({ length: ROWS }, (_, n) => labelled(n));
  let count = 0;
  const out = await lastValueFrom(
    from(rows).pipe(
      predictWith(context),
      trainOn(context),
      tap(() => {
        const turn = kills.indexOf(++count);
        if (turn !== -1) kill(newest(turn % 2 === 0 ? 'trainer' : 'predictor', logger.said), 'SIGKILL');
      }),
      toArray(),
    ),
  );
  const state = context.snapshot$.value;
  assert.ok(state._tag === 'Snapshot');
  return {
    bytes: out.map(({ id, prediction: p }) => [id, ...p.output, p.version]),
    weights: [...state.weights],
    workers: logger.said.find((text) => text.includes('workers: ')),
    said: logger.said,
    stats: await firstValueFrom(context.stats$),
  };
}

/** The process of a role that was ready last. */
function newest(role: string, said: readonly string[]): number {
  const ready = new RegExp(`the ${role} is ready in process (\\d+)`);
  return Number(said.map((text) => ready.exec(text)?.[1]).findLast((pid) => pid !== undefined));
}
