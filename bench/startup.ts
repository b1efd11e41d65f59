import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compileNetworks } from '../lib/engine/compileNetworks.js';
import type { LearnerDescription } from '../lib/engine/LearnerDescription.js';
import { lstm, mlp } from '../lib/models/index.js';
import { adam } from '../lib/optimizers/index.js';
import type { Bench, Row } from './support/Bench.js';
import type { Asked, Took } from './support/startWorker.js';

/** So long after the first prediction a pause before it is sure to have been seen, in milliseconds. */
const SETTLE_MS = 50;

const PROGRAM = `
  import { monitorEventLoopDelay } from 'node:perf_hooks';
  import { of } from 'rxjs';
  import { classes, createContext, predictWith } from ${JSON.stringify(new URL('../lib/index.js', import.meta.url).href)};
  import { mlp } from ${JSON.stringify(new URL('../lib/models/index.js', import.meta.url).href)};
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const [, engine, isLive] = process.argv;
  const context = createContext({
    ...{ target: classes(['0', '1']), model: mlp({ hidden: [64] }), seed: 1, engine, logger },
    maxStaleness: isLive ? Infinity : 0,
  });
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  of({ id: 0, x: new Float32Array(6), row: undefined }).pipe(predictWith(context)).subscribe(() => {
    const firstMs = performance.now();
    setTimeout(() => {
      const took = { firstMs, pauseMs: pauses.max / 1e6, bytes: process.memoryUsage().rss };
      process.stdout.write(JSON.stringify(took), () => context.close());
    }, ${SETTLE_MS});
  });
`;
const ALONE = 'process.stdout.write(JSON.stringify({ readyMs: performance.now(), bytes: process.memoryUsage().rss }))';
const RUNS = 7;
const KINDS = ['thread', 'process'] as const;

const classifier = {
  loss: undefined,
  target: 'Classes',
  outputs: 2,
  seed: 1,
  batchSize: 32,
  optimizer: adam(),
} as const;
const networks: { readonly [name: string]: LearnerDescription } = {
  'MLP 6-64-2': { ...classifier, model: mlp({ hidden: [64] }), inputShape: [6] },
  'LSTM 24×4, 32 units': { ...classifier, model: lstm({ units: [32] }), inputShape: [24, 4] },
};

/**
 * From the start of a host's process to its first prediction, and for how long its thread did nothing else meanwhile; and
 * from the start of a worker until it is ready, and until it has predicted. A bare Node, and a bare worker, are in them and stand
 * beside them.
 */
export const bench: Bench = {
  name: 'startup',
  async run() {
    const measured = new Map<string, () => Promise<Took> | Took>([
      ['Node alone', () => program(ALONE)],
      ...['fast', 'wasm', 'cpu'].map((engine) => {
        return [`a host: strict, inline, ${engine}`, () => program(PROGRAM, engine)] as const;
      }),
      ['a host: live, auto, fast', () => program(PROGRAM, 'fast', 'live')],
      ...KINDS.map((kind) => [`${kind}: empty`, () => worker({ kind })] as const),
    ]);
    for (const [name, description] of Object.entries(networks)) {
      const compilation = await compileNetworks(description);
      for (const kind of KINDS) {
        measured.set(`${kind}: ${name}, handed its program`, () => worker({ kind, description, compilation }));
        measured.set(`${kind}: ${name}, compiles it`, () => worker({ kind, description }));
      }
    }
    const took = new Map<string, Took[]>([...measured.keys()].map((what) => [what, []]));
    for (let i = 0; i < RUNS; i++) for (const [what, some] of took) some.push(await measured.get(what)!());
    return [...took].map(([what, some]) => row(what, some));
  },
};

function program(text: string, ...args: string[]): Took {
  return JSON.parse(String(execFileSync(process.execPath, ['--input-type=module', '-e', text, ...args]))) as Took;
}

async function worker(asked: Asked): Promise<Took> {
  const host = fork(fileURLToPath(new URL('./support/startWorker.js', import.meta.url)), { serialization: 'advanced' });
  host.send(asked);
  const [took] = await once(host, 'message');
  return took as Took;
}

function row(what: string, took: readonly Took[]): Row {
  const [ready, first, pause, bytes] = (['readyMs', 'firstMs', 'pauseMs', 'bytes'] as const).map((key) => {
    return took.flatMap((one) => one[key] ?? []).sort((a, b) => a - b);
  });
  return {
    what,
    ...{ 'ready: best ms': ready![0], 'median ms': median(ready!) },
    ...{ 'predicted: best ms': first![0], 'median ms ': median(first!) },
    'longest pause ms': median(pause!),
    'resident MB': bytes!.length === 0 ? undefined : median(bytes!)! / 1e6,
  };
}

const median = (sorted: readonly number[]): number | undefined => sorted[sorted.length >> 1];
