import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compileNetworks } from '../lib/engine/compileNetworks.js';
import type { LearnerDescription } from '../lib/engine/LearnerDescription.js';
import { lstm, mlp } from '../lib/models/index.js';
import { adam } from '../lib/optimizers/index.js';
import type { Bench, Row } from './support/Bench.js';
import type { Asked, Took } from './support/startWorker.js';

const PROGRAM = `
  import { of } from 'rxjs';
  import { classes, createContext, predictWith } from ${JSON.stringify(new URL('../lib/index.js', import.meta.url).href)};
  import { mlp } from ${JSON.stringify(new URL('../lib/models/index.js', import.meta.url).href)};
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const context = createContext({ target: classes(['0', '1']), model: mlp({ hidden: [64] }), seed: 1, engine: process.argv[1], logger });
  of({ id: 0, x: new Float32Array(6), row: undefined }).pipe(predictWith(context)).subscribe({
    next: () => process.stdout.write(String(performance.now())),
    complete: () => context.close(),
  });
`;
const ALONE = 'process.stdout.write(String(performance.now()))';
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
 * From the start of a process to its first prediction; and from the start of a worker until it is ready, and until it has
 * predicted. A bare Node, and a bare worker, are in them and stand beside them.
 */
export const bench: Bench = {
  name: 'startup',
  async run() {
    const measured = new Map<string, () => Promise<Took> | Took>([
      ['Node alone', () => ({ readyMs: program(ALONE) })],
      ...['fast', 'wasm', 'cpu'].map((engine) => {
        return [`a program, inline on ${engine}`, () => ({ firstMs: program(PROGRAM, engine) })] as const;
      }),
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

function program(text: string, engine = ''): number {
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', text, engine]));
}

async function worker(asked: Asked): Promise<Took> {
  const host = fork(fileURLToPath(new URL('./support/startWorker.js', import.meta.url)), { serialization: 'advanced' });
  host.send(asked);
  const [took] = await once(host, 'message');
  return took as Took;
}

function row(what: string, took: readonly Took[]): Row {
  const [ready, first, bytes] = (['readyMs', 'firstMs', 'bytes'] as const).map((key) => {
    return took.flatMap((one) => one[key] ?? []).sort((a, b) => a - b);
  });
  return {
    what,
    ...{ 'ready: best ms': ready![0], 'median ms': median(ready!) },
    ...{ 'predicted: best ms': first![0], 'median ms ': median(first!) },
    'resident MB': bytes!.length === 0 ? undefined : median(bytes!)! / 1e6,
  };
}

const median = (sorted: readonly number[]): number | undefined => sorted[sorted.length >> 1];
