import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { lastValueFrom } from 'rxjs';
import type { EngineName } from '../lib/engine/LearnerDescription.js';
import { cumulative } from '../lib/evaluate/index.js';
import { classes, createContext, evaluate, instances, predictWith, scale, stream, trainOn } from '../lib/index.js';
import { accuracy, kappa } from '../lib/metrics/index.js';
import { mlp } from '../lib/models/index.js';
import { adam } from '../lib/optimizers/index.js';
import { minMax } from '../lib/preprocess/index.js';
import { csv, sea } from '../lib/source/index.js';
import type { Bench, Row } from './support/Bench.js';
import { bareLoop } from './support/bareLoop.js';

const FILE = '../shared/data/elec.csv';
const [HIDDEN, DROPOUT, SEED] = [[32, 64, 128], 0.2, 1];
const ROUNDS = 3;
/** A step per row on tfjs takes a minute on the whole file. */
const ROWS_STEP_BY_STEP = 6000;

interface Outcome {
  readonly seconds: number;
  readonly rows: number;
  readonly accuracy?: number | undefined;
  readonly kappa?: number | undefined;
}

/**
 * A whole run, from the file to the metrics, beside a hand-written predict-then-train loop on tfjs's wasm backend that has its
 * instances ready: the network is MLP [32, 64, 128] with dropout and Adam. On a generated stream where the file is missing.
 */
export const bench: Bench = {
  name: 'elec',
  async run() {
    const table: Row[] = [];
    for (const batch of [32, 1]) {
      const variants: { readonly [engine: string]: () => Promise<Outcome> } = {
        'bare loop, tfjs wasm': () => bare(batch),
        'pipe, wasm': () => pipe(batch, 'wasm'),
        'pipe, fast': () => pipe(batch, 'fast'),
      };
      const outcomes = new Map<string, Outcome[]>(Object.keys(variants).map((name) => [name, []]));
      for (let round = 0; round < ROUNDS; round++) {
        for (const [name, all] of outcomes) all.push(await variants[name]!());
      }
      const speed = ({ rows, seconds }: Outcome) => rows / seconds;
      const bests = [...outcomes].map(([name, all]) => {
        return { name, best: all.reduce((a, b) => (speed(b) > speed(a) ? b : a)) };
      });
      for (const { name, best } of bests) {
        table.push({
          stream: source().name,
          batch,
          what: name,
          rowsPerSecond: Math.round(speed(best)),
          'times the bare loop': speed(best) / speed(bests[0]!.best),
          accuracy: best.accuracy,
          kappa: best.kappa,
        });
      }
    }
    return table;
  },
};

function source() {
  return existsSync(FILE)
    ? { name: 'elec', rows: csv(FILE) }
    : { name: 'sea', rows: sea({ seed: SEED, instances: 45_312 }) };
}

function rowsOf(batch: number, engine: EngineName): number {
  return batch === 1 && engine !== 'fast' ? ROWS_STEP_BY_STEP : 45_312;
}

function contextFor(batchSize: number, engine: EngineName) {
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const model = mlp({ hidden: HIDDEN, dropout: DROPOUT });
  return createContext({
    target: classes(['0', '1']),
    model,
    optimizer: adam(),
    batchSize,
    engine,
    seed: SEED,
    logger,
  });
}

async function pipe(batch: number, engine: EngineName): Promise<Outcome> {
  await using context = contextFor(batch, engine);
  const start = performance.now();
  const report = await lastValueFrom(
    stream<object>(context, source().rows, { max: rowsOf(batch, engine) }).pipe(
      instances(context, { label: 'class' as never }),
      scale(context, minMax()),
      predictWith(context),
      trainOn(context),
      evaluate(context, { metrics: { accuracy: accuracy(), kappa: kappa() }, over: { all: cumulative() } }),
    ),
  );
  return { seconds: (performance.now() - start) / 1000, rows: report.instances, ...report.over.all };
}

async function bare(batch: number): Promise<Outcome> {
  await using context = contextFor(batch, 'wasm');
  const xs: Float32Array[] = [];
  const ys: string[] = [];
  const ready$ = stream<object>(context, source().rows, { max: rowsOf(batch, 'wasm') }).pipe(
    instances(context, { label: 'class' as never }),
    scale(context, minMax()),
  );
  await ready$.forEach(({ x, y }) => {
    xs.push(x);
    ys.push(y);
  });
  const inputs = xs[0]!.length;
  // An optimizer makes tensors as soon as it is made.
  await tf.setBackend('wasm');
  const loop = await bareLoop({
    ...{ backend: 'wasm', inputs, hidden: HIDDEN, dropout: DROPOUT, classes: 2, seed: SEED },
    optimizer: tf.train.adam(0.001),
  } as const);
  const start = performance.now();
  let right = 0;
  for (let at = 0; at < xs.length; at += batch) {
    const rows = Math.min(batch, xs.length - at);
    const x = new Float32Array(rows * inputs);
    const y = new Float32Array(rows * 2);
    for (let row = 0; row < rows; row++) {
      x.set(xs[at + row]!, row * inputs);
      y[row * 2 + Number(ys[at + row])] = 1;
    }
    const outputs = loop.predict(x, rows);
    for (let row = 0; row < rows; row++) {
      if (outputs[row * 2 + 1]! > outputs[row * 2]! === (ys[at + row] === '1')) right++;
    }
    loop.train(x, y, rows);
  }
  const seconds = (performance.now() - start) / 1000;
  loop.dispose();
  return { seconds, rows: xs.length, accuracy: right / xs.length };
}
