import type { EngineName } from '../lib/engine/LearnerDescription.js';
import { type LiveCase, liveLatencies, ways } from './support/async/liveLatencies.js';
import { networks } from './support/async/networks.js';
import type { Bench } from './support/Bench.js';

const [ROUNDS, SECONDS] = [3, 2];

/** The perceptron on two engines, predicted in the stream's own thread. */
export const enginesLive: readonly LiveCase[] = (['fast', 'wasm'] satisfies EngineName[]).map((engine) => ({
  name: { engine },
  rate: 1000,
  config: { engine, model: networks['MLP 32-64-128']! },
  ways: ways.filter(({ predictor }) => predictor === 'inline'),
}));

/** How long a prediction takes while training goes on, by engine; `npm run bench:async` takes other networks, rates and workers. */
export const bench: Bench = {
  name: 'async',
  run: () => liveLatencies(enginesLive, ROUNDS, SECONDS),
};
